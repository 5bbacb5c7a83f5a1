using System.Buffers;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>Bytes arrive as they were sent, however they are cut.</summary>
public sealed class StreamTests
{
    [Theory, Engines]
    public async Task What_a_client_sends_the_handler_reads(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("hello".Ascii());
        Assert.Equal("hello", (await server.Transport.Input.ReadExactlyAsync(5)).Ascii());
    }

    [Theory, Engines]
    public async Task What_the_handler_writes_the_client_receives(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Output.WriteAsync("hello".Ascii());
        Assert.Equal("hello", (await client.ReceiveExactlyAsync(5)).Ascii());
    }

    [Theory, Engines]
    public async Task Bytes_sent_one_by_one_join_to_the_same_message(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var message = new Marker(1).Bytes(0, 500);
        for (var at = 0; at < message.Length; at++)
        {
            await client.SendAllAsync(message.AsMemory(at, 1));
        }

        Assert.Equal(message, await server.Transport.Input.ReadExactlyAsync(message.Length));
    }

    [Theory, Engines]
    public async Task One_big_write_is_read_in_pieces_of_any_size(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(2);
        const int length = 3_000_000;
        var sending = client.SendAllAsync(marker.Bytes(0, length));
        var random = new Random(7);
        for (var done = 0; done < length;)
        {
            var piece = Math.Min(random.Next(1, 70_000), length - done);
            marker.Check(await server.Transport.Input.ReadExactlyAsync(piece), done);
            done += piece;
        }

        await sending;
    }

    [Theory, Engines]
    public async Task Writes_of_any_size_and_any_number_of_flushes_arrive_in_order(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(3);
        const int length = 3_000_000;
        var receiving = client.ReceiveExactlyAsync(length);
        var random = new Random(8);
        var output = server.Transport.Output;
        for (var done = 0; done < length;)
        {
            var piece = Math.Min(random.Next(1, 60_000), length - done);
            output.Write(marker.At(done, piece).Span);
            done += piece;
            if (random.Next(3) == 0 || done == length)
            {
                await output.FlushAsync().Soon();
            }
        }

        marker.Check(await receiving, 0);
    }

    [Theory, Engines]
    public async Task A_single_flush_of_eight_mebibytes_arrives_whole(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(4);
        const int length = 8 * 1024 * 1024;
        var receiving = client.ReceiveExactlyAsync(length);
        await server.Transport.Output.WriteAsync(marker.Bytes(0, length)).Soon();
        marker.Check(await receiving, 0);
    }

    [Theory, Engines]
    public async Task Both_directions_run_at_once(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        Marker up = new(5), down = new(6);
        const int length = 4_000_000;
        var sending = client.SendAllAsync(up.Bytes(0, length));
        var writing = server.Transport.Output.WriteAsync(down.Bytes(0, length)).Soon();
        var receiving = client.ReceiveExactlyAsync(length);
        up.Check(await server.Transport.Input.ReadExactlyAsync(length), 0);
        down.Check(await receiving, 0);
        await Task.WhenAll(sending, writing);
    }

    [Theory, Engines]
    public async Task Fifty_connections_with_chunks_of_random_size_never_see_a_foreign_byte(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        await using var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync());
        host.Start();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async number =>
        {
            var client = await arena.DialAsync();
            var marker = new Marker(number);
            var random = new Random(number);
            const int length = 400_000;
            var sending = Task.Run(async () =>
            {
                for (var done = 0; done < length;)
                {
                    var piece = Math.Min(random.Next(1, 1 << random.Next(1, 16)), length - done);
                    await client.SendAllAsync(marker.At(done, piece));
                    done += piece;
                }
            });
            var echoed = await client.ReceiveExactlyAsync(length);
            marker.Check(echoed, 0);
            await sending;
            client.Dispose();
        }));
    }

    [Theory, Engines]
    public async Task A_handler_may_hop_between_threads_at_every_step(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(9);
        const int length = 300_000;
        var handler = Task.Run(async () =>
        {
            var (input, output) = (server.Transport.Input, server.Transport.Output);
            for (var done = 0L; done < length;)
            {
                var result = await input.ReadAsync();
                await Task.Yield();
                var bytes = await Task.Run(() => result.Buffer.ToArray());
                await Task.Run(() => output.Write(bytes));
                done += bytes.Length;
                await Task.Run(() => input.AdvanceTo(result.Buffer.End));
                await Task.Yield();
                await Task.Run(async () => await output.FlushAsync());
            }
        });
        var sending = Task.Run(async () =>
        {
            for (var done = 0; done < length; done += 1000)
            {
                await client.SendAllAsync(marker.At(done, 1000));
            }
        });
        marker.Check(await client.ReceiveExactlyAsync(length), 0);
        await Task.WhenAll(handler, sending).Soon();
    }
}
