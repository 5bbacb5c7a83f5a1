using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>How a host stops.</summary>
public sealed class DrainTests
{
    [Theory, Engines]
    public async Task A_request_in_flight_is_answered_before_the_host_is_gone(TestedEngine engine)
    {
        var arrived = new TaskCompletionSource();
        var mayAnswer = new TaskCompletionSource();
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, async connection =>
        {
            await connection.Transport.Input.ReadExactlyAsync(8);
            arrived.SetResult();
            await mayAnswer.Task;
            await connection.Transport.Output.WriteAsync("answer".Ascii());
        });
        host.Start();
        var client = await arena.DialAsync();
        await client.SendAllAsync("question".Ascii());
        await arrived.Task.Soon();
        var stopping = host.StopAsync();
        Assert.False(stopping.IsCompleted);
        await arena.RefusesAsync();
        mayAnswer.SetResult();
        Assert.Equal("answer", (await client.ReceiveToEndAsync()).Ascii());
        client.Dispose();
        var report = await stopping.Soon();
        Assert.True(report.IsClean);
        Assert.True(report.Drained >= 1);
        Assert.Equal(0, report.Cut);
    }

    [Theory, Engines]
    public async Task Handlers_are_told_and_one_that_waits_with_the_token_ends_with_FIN(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static async connection =>
        {
            var asked = connection.Features.Get<IConnectionLifetimeNotificationFeature>()!.ConnectionClosedRequested;
            await connection.Transport.Output.WriteAsync("ready".Ascii());
            await connection.Transport.Input.ReadAsync(asked);
        });
        host.Start();
        var client = await arena.DialAsync();
        Assert.Equal("ready", (await client.ReceiveExactlyAsync(5)).Ascii());
        var stopping = host.StopAsync();
        Assert.False(await client.EndsWithResetAsync());
        client.Dispose();
        Assert.Equal(new DrainReport(1, 0, default), (await stopping.Soon()) with { Elapsed = default });
    }

    [Theory, Engines]
    public async Task A_handler_that_asks_late_finds_the_token_cancelled(TestedEngine engine)
    {
        var go = new TaskCompletionSource();
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, async connection =>
        {
            await connection.Transport.Output.WriteAsync("ready".Ascii());
            await go.Task;
            await connection.Features.Get<IConnectionLifetimeNotificationFeature>()!.ConnectionClosedRequested.Cancelled();
            await connection.Transport.Output.WriteAsync("told".Ascii());
        });
        host.Start();
        var client = await arena.DialAsync();
        await client.ReceiveExactlyAsync(5);
        var stopping = host.StopAsync();
        await arena.RefusesAsync();
        go.SetResult();
        Assert.Equal("told", (await client.ReceiveToEndAsync()).Ascii());
        client.Dispose();
        Assert.True((await stopping.Soon()).IsClean);
    }

    [Theory, Engines]
    public async Task What_does_not_end_in_time_is_cut_and_reported(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { DrainTimeout = TimeSpan.FromMilliseconds(100) });
        host.Start();
        var stays = await arena.DialAsync();
        var leaves = await arena.DialAsync();
        await Waiting.Until(() => host.Status.Connections == 2);
        var stopping = host.StopAsync();
        leaves.Dispose();
        Assert.True(await stays.EndsWithResetAsync());
        var report = await stopping.Soon();
        Assert.Equal(1, report.Cut);
        Assert.Equal(1, report.Drained);
        Assert.False(report.IsClean);
        Assert.True(report.Elapsed >= TimeSpan.FromMilliseconds(90));
    }

    [Theory, Engines]
    public async Task A_second_signal_cuts_at_once(TestedEngine engine)
    {
        using var cut = new CancellationTokenSource();
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { DrainTimeout = TimeSpan.FromHours(1) });
        host.Start();
        var client = await arena.DialAsync();
        await Waiting.Until(() => host.Status.Connections == 1);
        var stopping = host.StopAsync(cut.Token);
        Assert.False(stopping.IsCompleted);
        await cut.CancelAsync();
        Assert.True(await client.EndsWithResetAsync());
        Assert.Equal(1, (await stopping.Soon()).Cut);
        Assert.Same(stopping, host.StopAsync());
    }

    [Theory, Engines]
    public async Task A_handler_that_never_ends_does_not_hold_up_the_stop(TestedEngine engine)
    {
        var never = new TaskCompletionSource();
        await using var arena = await Arena.OpenAsync(engine);
        var host = new ConnectionHost(arena.Listener, _ => never.Task, new() { DrainTimeout = TimeSpan.FromMilliseconds(50) });
        host.Start();
        var client = await arena.DialAsync();
        await Waiting.Until(() => host.Status.Connections == 1);
        Assert.Equal(1, (await host.StopAsync().Soon()).Cut);
        Assert.True(await client.EndsWithResetAsync());

        // Let it go after all, so that the leak check of the arena holds.
        never.SetResult();
        await Waiting.Until(() => host.Status.Connections == 0);
    }

    [Theory, Engines]
    public async Task A_host_that_serves_nobody_stops_clean_and_accepts_nobody_after(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync());
        host.Start();
        Assert.Throws<InvalidOperationException>(host.Start);
        Assert.Equal(new DrainReport(0, 0, default), (await host.StopAsync().Soon()) with { Elapsed = default });
        Assert.Throws<InvalidOperationException>(host.Start);
        await arena.RefusesAsync();
    }

    [Theory, Engines]
    public async Task Stopping_while_clients_pour_in_ends_every_one_of_them(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { DrainTimeout = TimeSpan.FromMilliseconds(200) });
        host.Start();
        var pouring = Task.Run(async () =>
        {
            var clients = new List<Socket>();
            try
            {
                while (clients.Count < 3000)
                {
                    clients.Add(await arena.DialAsync());
                }
            }
            catch (SocketException)
            {
            }

            return clients;
        });
        await Waiting.Until(() => host.Status.Accepted > 100);
        var report = await host.StopAsync().Soon();
        var clients = await pouring.Soon();
        foreach (var client in clients)
        {
            await client.IsDeadAsync();
        }

        await Waiting.Until(() => host.Status.Connections == 0);
        Assert.Equal(host.Status.Accepted, report.Cut + report.Drained);
    }
}
