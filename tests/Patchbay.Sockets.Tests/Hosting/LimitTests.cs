using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>What a host takes, and what it refuses.</summary>
public sealed class LimitTests
{
    [Theory, Engines]
    public async Task At_the_limit_of_connections_newcomers_wait_until_one_ends(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { MaxConnections = 2 });
        host.Start();
        var first = await arena.DialAsync();
        var second = await arena.DialAsync();
        await Task.WhenAll(AskAsync(first), AskAsync(second));
        var third = await arena.DialAsync();
        await third.SendAllAsync("x".Ascii());
        var answer = third.ReceiveExactlyAsync(1);
        await Task.WhenAny(answer, Task.Delay(100));
        Assert.False(answer.IsCompleted);
        Assert.Equal(2, host.Status.Connections);
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal("x", (await answer).Ascii());
        second.Dispose();
        third.Dispose();
        Assert.True((await host.StopAsync()).IsClean);
        Assert.Equal(3, host.Status.Accepted);
        Assert.Equal(0, host.Status.Refused);
    }

    [Theory, Engines]
    public async Task One_address_gets_its_share_and_others_are_served(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, endPoint: new IPEndPoint(IPAddress.Any, 0));
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { MaxConnectionsPerAddress = 2 });
        host.Start();
        var one = await FromAsync(arena, "127.0.0.1");
        var two = await FromAsync(arena, "127.0.0.1");
        await AskAsync(one);
        await AskAsync(two);
        Assert.True(await arena.IsTurnedAwayAsync(() => FromAsync(arena, "127.0.0.1")));
        var other = await FromAsync(arena, "127.0.0.2");
        await AskAsync(other);
        Assert.Equal(1, host.Status.Refused);

        // A place that was left is free again.
        one.Shutdown(SocketShutdown.Send);
        await one.ReceiveToEndAsync();
        await Waiting.Until(() => host.Status.Connections == 2);
        var four = await FromAsync(arena, "127.0.0.1");
        await AskAsync(four);
        foreach (var client in new[] { two, four, other })
        {
            client.Dispose();
        }
    }

    [Theory, Engines]
    public async Task The_share_of_an_IPv4_address_is_the_same_through_a_dual_stack_listener(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, endPoint: new IPEndPoint(IPAddress.IPv6Any, 0));
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { MaxConnectionsPerAddress = 1 });
        host.Start();
        var port = ((IPEndPoint)arena.Listener.EndPoint).Port;
        var one = await arena.DialAsync(new IPEndPoint(IPAddress.Loopback, port));
        await AskAsync(one);
        Assert.True(await arena.IsTurnedAwayAsync(() => arena.DialAsync(new IPEndPoint(IPAddress.Loopback, port))));
        var six = await arena.DialAsync(new IPEndPoint(IPAddress.IPv6Loopback, port));
        await AskAsync(six);
        one.Dispose();
        six.Dispose();
    }

    [Theory, Engines(Can.Explain)]
    public async Task An_idle_connection_is_reset_and_a_busy_one_is_not(TestedEngine engine)
    {
        var clock = new ManualTime();
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { IdleTimeout = TimeSpan.FromSeconds(10), TimeProvider = clock, LingerTimeout = TimeSpan.Zero });
        host.Start();
        var idle = await arena.DialAsync();
        var busy = await arena.DialAsync();
        await AskAsync(idle);
        for (var turn = 0; turn < 4; turn++)
        {
            await AskAsync(busy);
            await Waiting.Until(() => host.Status.BytesSent == turn + 2);
            clock.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.True(await idle.EndsWithResetAsync());
        await AskAsync(busy);
        busy.Shutdown(SocketShutdown.Send);
        Assert.Empty(await busy.ReceiveToEndAsync());
        await Waiting.Until(() => host.Status.Connections == 0);
    }

    [Theory, Engines]
    public async Task Without_an_idle_limit_nothing_is_reset_however_long_it_takes(TestedEngine engine)
    {
        var clock = new ManualTime();
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { TimeProvider = clock });
        host.Start();
        var client = await arena.DialAsync();
        await AskAsync(client);
        clock.Advance(TimeSpan.FromMinutes(10));
        await AskAsync(client);
        client.Dispose();
        await Waiting.Until(() => host.Status.Connections == 0);
    }

    [Fact]
    public async Task An_option_out_of_its_range_is_refused_at_once()
    {
        await using var arena = await Arena.OpenAsync(TestedEngine.Sockets);
        ConnectionHostOptions[] bad =
        [
            new() { MaxConnections = 0 }, new() { MaxConnectionsPerAddress = 0 }, new() { IdleTimeout = TimeSpan.Zero },
            new() { DrainTimeout = TimeSpan.FromSeconds(-1) }, new() { LingerTimeout = TimeSpan.FromDays(2) },
        ];
        foreach (var options in bad)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), options));
        }
    }

    static async Task AskAsync(Socket client)
    {
        await client.SendAllAsync("?".Ascii());
        Assert.Equal("?", (await client.ReceiveExactlyAsync(1)).Ascii());
    }

    static async Task<Socket> FromAsync(Arena arena, string address)
    {
        var client = arena.Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        await client.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)arena.Listener.EndPoint).Port).Soon();
        return client;
    }
}
