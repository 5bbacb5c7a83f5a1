using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>What becomes of a connection when its handler ends, one way or another.</summary>
public sealed class HandlerTests
{
    [Theory, Engines]
    public async Task A_handler_that_returns_ends_the_connection_with_FIN(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static async connection => await connection.Transport.Output.WriteAsync("bye".Ascii()));
        host.Start();
        var client = await arena.DialAsync();
        Assert.Equal("bye", (await client.ReceiveToEndAsync()).Ascii());
        client.Dispose();
        await Waiting.Until(() => host.Status.Connections == 0);
        Assert.Equal(1, host.Status.Accepted);
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task A_handler_that_throws_resets_its_client_and_no_other(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static async connection =>
        {
            if ((await connection.Transport.Input.ReadExactlyAsync(1))[0] == '!')
            {
                throw new InvalidOperationException("a bug in a handler");
            }

            await connection.Transport.Output.WriteAsync("fine".Ascii());
        });
        host.Start();
        var bad = await arena.DialAsync();
        var good = await arena.DialAsync();
        await bad.SendAllAsync("!".Ascii());
        Assert.True(await bad.EndsWithResetAsync());
        await good.SendAllAsync(".".Ascii());
        Assert.Equal("fine", (await good.ReceiveToEndAsync()).Ascii());
        good.Dispose();
        await Waiting.Until(() => host.Status.Connections == 0);
    }

    [Theory, Engines]
    public async Task A_handler_that_throws_before_its_first_await_harms_nobody(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static _ => throw new InvalidOperationException("at once"));
        host.Start();
        for (var time = 0; time < 5; time++)
        {
            Assert.True(await arena.IsTurnedAwayAsync());
        }

        await Waiting.Until(() => host.Status is { Accepted: 5, Connections: 0 });
    }

    [Theory, Engines(Can.Block)]
    public async Task A_handler_that_blocks_does_not_hold_up_the_next_connection(TestedEngine engine)
    {
        using var release = new ManualResetEventSlim();
        var number = 0;
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, async connection =>
        {
            if (Interlocked.Increment(ref number) == 1)
            {
                release.Wait(Waiting.Limit);
            }

            await connection.Transport.Output.WriteAsync("served".Ascii());
        });
        host.Start();
        var first = await arena.DialAsync();
        await Waiting.Until(() => Volatile.Read(ref number) == 1);
        var second = await arena.DialAsync();
        Assert.Equal("served", (await second.ReceiveToEndAsync()).Ascii());
        release.Set();
        Assert.Equal("served", (await first.ReceiveToEndAsync()).Ascii());
        first.Dispose();
        second.Dispose();
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Bytes_the_handler_did_not_read_do_not_destroy_its_reply(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static async connection =>
        {
            await connection.Transport.Input.ReadExactlyAsync(10);
            await connection.Transport.Output.WriteAsync(new Marker(1).Bytes(0, 200_000));
        });
        host.Start();
        for (var time = 0; time < 20; time++)
        {
            var client = await arena.DialAsync();

            // Far more than the handler reads, and all of it before the reply is read: closing now would send RST.
            await client.SendAllAsync(new byte[500_000]);
            var reply = await client.ReceiveToEndAsync();
            Assert.Equal(200_000, reply.Length);
            new Marker(1).Check(reply, 0);
            client.Dispose();
        }
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task The_twin_without_lingering_such_a_reply_is_destroyed(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(
            arena.Listener,
            static async connection =>
            {
                await connection.Transport.Input.ReadExactlyAsync(10);
                await connection.Transport.Output.WriteAsync(new byte[100]);
            },
            new() { LingerTimeout = TimeSpan.Zero });
        host.Start();
        var client = await arena.DialAsync();
        var sending = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await client.SendAsync(new byte[100_000], SocketFlags.None);
                }
            }
            catch (SocketException)
            {
                return true;
            }
        });
        Assert.True(await sending.Soon());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task A_client_that_never_stops_sending_is_let_go_when_lingering_is_over(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static _ => Task.CompletedTask, new() { LingerTimeout = TimeSpan.FromMilliseconds(200) });
        host.Start();
        var client = await arena.DialAsync();
        var sending = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await client.SendAsync(new byte[100_000], SocketFlags.None);
                }
            }
            catch (SocketException)
            {
            }
        });
        await sending.Soon();
        await Waiting.Until(() => host.Status.Connections == 0);
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task A_client_that_never_finishes_is_let_go_when_lingering_is_over(TestedEngine engine)
    {
        var clock = new ManualTime();
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static _ => Task.CompletedTask, new() { TimeProvider = clock });
        host.Start();
        var client = await arena.DialAsync();
        Assert.Empty(await client.ReceiveToEndAsync());
        Assert.Equal(1, host.Status.Connections);
        await clock.UntilSomebodyWaitsAsync(TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(3));
        await Waiting.Until(() => host.Status.Connections == 0);
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_client_that_never_reads_the_last_bytes_is_cut_after_thirty_seconds(TestedEngine engine)
    {
        var clock = new ManualTime();
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(
            arena.Listener,
            static connection =>
            {
                // More than the kernel takes; the handler does not wait for it.
                _ = connection.Transport.Output.WriteAsync(new byte[20_000_000]).AsTask();
                return Task.CompletedTask;
            },
            new() { TimeProvider = clock, LingerTimeout = TimeSpan.Zero });
        host.Start();
        var client = await arena.DialAsync();
        var before = -1L;
        await Waiting.Until(() =>
        {
            var sent = host.Status.BytesSent;
            var stuck = sent > 0 && sent == before;
            before = sent;
            return stuck;
        });
        await Task.Delay(100);
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, host.Status.Connections);
        clock.Advance(TimeSpan.FromSeconds(15));
        await Waiting.Until(() => host.Status.Connections == 0);
        Assert.True(await client.EndsWithResetAsync());
    }

    [Theory, Engines(Can.Explain)]
    public async Task The_status_counts_bytes_of_open_and_ended_connections(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync());
        host.Start();
        var ended = await arena.DialAsync();
        await ended.SendAllAsync(new byte[1000]);
        await ended.ReceiveExactlyAsync(1000);
        ended.Shutdown(SocketShutdown.Send);
        await ended.ReceiveToEndAsync();
        var open = await arena.DialAsync();
        await open.SendAllAsync(new byte[500]);
        await open.ReceiveExactlyAsync(500);
        await Waiting.Until(() => host.Status == new ConnectionHostStatus(1, 2, 0, 1500, 1500), () => host.Status.ToString());
        open.Dispose();
    }

    [Theory, Engines]
    public async Task Accept_errors_are_survived(TestedEngine engine)
    {
        var clock = new ManualTime();
        await using var arena = await Arena.OpenAsync(engine);
        var listener = new StumblingListener(arena.Listener, stumbles: 3);
        await using var host = new ConnectionHost(listener, static connection => connection.Transport.EchoAsync(), new() { TimeProvider = clock });
        host.Start();
        var client = await arena.DialAsync();
        await client.SendAllAsync("x".Ascii());
        var answer = client.ReceiveExactlyAsync(1);
        await Waiting.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return answer.IsCompleted;
        });
        Assert.Equal("x", (await answer).Ascii());
        Assert.Equal(0, listener.Stumbles);
        client.Dispose();
    }

    sealed class StumblingListener(IConnectionListener listener, int stumbles) : IConnectionListener
    {
        public int Stumbles { get; private set; } = stumbles;

        public System.Net.EndPoint EndPoint => listener.EndPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            if (Stumbles > 0)
            {
                Stumbles--;
                throw new SocketException((int)SocketError.InvalidArgument);
            }

            return listener.AcceptAsync(cancellationToken);
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => listener.DisposeAsync();
    }
}
