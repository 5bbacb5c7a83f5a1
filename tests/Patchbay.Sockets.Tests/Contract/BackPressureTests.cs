using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>A slow end costs bounded memory, in either direction.</summary>
[Long]
public sealed class BackPressureTests
{
    // A ring's receive goes on until its cancellation reaches the kernel: two rounds of 32 buffers of 16 KiB.
    const int BatchesUntilTheReceiveStops = 1024 * 1024;

    [Theory, Engines]
    public async Task A_flush_waits_while_the_client_does_not_read_and_goes_on_when_it_does(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(1);
        const int length = 16_000_000;
        var writing = server.Transport.Output.WriteAsync(marker.Bytes(0, length)).AsTask();
        await Task.WhenAny(writing, Task.Delay(50));
        Assert.False(writing.IsCompleted);
        marker.Check(await client.ReceiveExactlyAsync(length), 0);
        Assert.False((await writing.Soon()).IsCompleted);
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_client_that_never_reads_costs_no_more_than_the_write_limit(TestedEngine engine)
    {
        const int limit = 64 * 1024, write = 10_000;
        await using var arena = await Arena.OpenAsync(engine, options => options.MaxWriteBufferSize = limit);
        var (server, _) = await arena.PairAsync();
        var counters = server.Features.Get<IConnectionCountersFeature>()!;
        Task flushing;
        do
        {
            flushing = server.Transport.Output.WriteAsync(new byte[write]).AsTask();
            await Task.WhenAny(flushing, Task.Delay(200));
        }
        while (flushing.IsCompleted);
        Assert.InRange(counters.BytesUnsent, 1, limit + write);
        Assert.InRange(arena.Pool.MostBytesLent, 0, 2 * (limit + write) + 64 * 1024);
    }

    [Theory, Engines(Can.Explain)]
    public async Task A_handler_that_never_reads_stops_the_sender_and_costs_no_more_than_the_read_limit(TestedEngine engine)
    {
        const int limit = 128 * 1024;
        await using var arena = await Arena.OpenAsync(engine, options => options.MaxReadBufferSize = limit);
        var (server, client) = await arena.PairAsync();
        var counters = server.Features.Get<IConnectionCountersFeature>()!;
        var marker = new Marker(2);
        const int length = 20_000_000;
        var sending = client.SendAllAsync(marker.Bytes(0, length));

        // The sender stands still when the engine takes nothing more: seen twice the same, with time for a packet between.
        long before;
        do
        {
            before = counters.BytesReceived;
            await Task.Delay(100);
        }
        while (counters.BytesReceived != before || before == 0);

        Assert.False(sending.IsCompleted);
        Assert.InRange(counters.BytesUnread, 1, limit + BatchesUntilTheReceiveStops);
        Assert.InRange(arena.Pool.MostBytesLent, 0, 2 * limit + 256 * 1024);

        // And goes on where it stopped.
        long done = 0;
        while (done < length)
        {
            var result = await server.Transport.Input.ReadAsync().Soon();
            foreach (var memory in result.Buffer)
            {
                marker.Check(memory.Span, done);
                done += memory.Length;
            }

            server.Transport.Input.AdvanceTo(result.Buffer.End);
        }

        await sending;
        Assert.InRange(arena.Pool.MostBytesLent, 0, 2 * limit + 256 * 1024);
    }

    [Theory, Engines(Can.UsePool)]
    public async Task An_idle_connection_holds_no_buffer(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("x".Ascii());
        await server.Transport.Input.ReadExactlyAsync(1);
        await server.Transport.Output.WriteAsync("y".Ascii());
        await client.ReceiveExactlyAsync(1);
        await Waiting.Until(() => arena.Pool.Lent == 0, () => $"{arena.Pool.Lent} buffers held");
    }

    [Theory, Engines]
    public async Task A_reader_that_examines_everything_may_ask_for_more_than_the_read_limit(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, options => options.MaxReadBufferSize = 64 * 1024);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(3);
        var sending = client.SendAllAsync(marker.Bytes(0, 2_000_000));
        marker.Check(await server.Transport.Input.ReadExactlyAsync(2_000_000), 0);
        await sending;
    }

    [Theory, Engines]
    public async Task A_client_that_reads_a_byte_now_and_then_gets_everything_in_order(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var client = arena.Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 });
        await client.ConnectAsync(arena.Listener.EndPoint);
        var server = await arena.AcceptAsync();
        var marker = new Marker(4);
        const int length = 500_000;
        var writing = Task.Run(async () =>
        {
            for (var done = 0; done < length; done += 5000)
            {
                await server.Transport.Output.WriteAsync(marker.At(done, 5000));
            }
        });
        var random = new Random(4);
        for (var done = 0; done < length;)
        {
            var piece = Math.Min(random.Next(10) == 0 ? random.Next(1, 20_000) : 1 + random.Next(500), length - done);
            marker.Check(await client.ReceiveExactlyAsync(piece), done);
            done += piece;
        }

        await writing.Soon();
    }

    [Theory, Engines(Can.Better)]
    public async Task Many_streams_that_share_a_handful_of_receive_buffers_all_come_through(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, static options => options.ReceiveBuffers = 2);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync());
        host.Start();
        await Task.WhenAll(Enumerable.Range(0, 120).Select(async number =>
        {
            var client = await arena.DialAsync();
            var marker = new Marker(number);
            const int length = 500_000;
            var sending = client.SendAllAsync(marker.Bytes(0, length));
            marker.Check(await client.ReceiveExactlyAsync(length), 0);
            await sending;
        }));
    }
}
