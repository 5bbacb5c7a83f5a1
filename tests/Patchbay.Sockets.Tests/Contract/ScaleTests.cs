using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>Much of everything: bytes, connections, newcomers. Alone, because they need most of the descriptors and count them.</summary>
[Collection(AloneCollection.Name)]
public sealed class ScaleTests
{
    [Theory, Engines]
    public async Task Two_gibibytes_come_back_byte_exact(TestedEngine engine)
    {
        const long length = 2L << 30;
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(1, period: 1_048_573);
        var handling = Task.Run(() => server.Transport.EchoAsync());
        var sending = Task.Run(async () =>
        {
            for (long done = 0; done < length;)
            {
                var piece = (int)Math.Min(512 * 1024, length - done);
                var bytes = marker.At(done, piece);
                while (!bytes.IsEmpty)
                {
                    bytes = bytes[await client.SendAsync(bytes, SocketFlags.None)..];
                }

                done += piece;
            }

            client.Shutdown(SocketShutdown.Send);
        });
        var buffer = new byte[512 * 1024];
        long received = 0;
        while (await client.ReceiveAsync(buffer, SocketFlags.None).Soon() is > 0 and var count)
        {
            marker.Check(buffer.AsSpan(0, count), received);
            received += count;
            if (received == length)
            {
                break;
            }
        }

        Assert.Equal(length, received);
        await sending.Soon();
        await handling.Soon();
    }

    [Theory, Engines]
    public async Task Nine_thousand_idle_connections_all_still_answer(TestedEngine engine)
    {
        const int count = 9000;
        var before = Descriptors.Open;
        await using (var arena = await Arena.OpenAsync(engine, options => options.Backlog = 4096))
        {
            var host = new ConnectionHost(arena.Listener, static connection => connection.Transport.EchoAsync(), new() { DrainTimeout = TimeSpan.FromSeconds(20) });
            host.Start();
            var clients = new List<Socket>(count);
            for (var number = 0; number < count; number++)
            {
                clients.Add(await arena.DialAsync());
            }

            await Waiting.Until(() => host.Status.Connections == count, () => $"{host.Status.Connections} connections");
            var mark = new byte[8];
            for (var round = 0; round < 2; round++)
            {
                for (var number = 0; number < count; number++)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(mark, ((long)round << 32) + number);
                    await clients[number].SendAllAsync(mark);
                }

                for (var number = 0; number < count; number++)
                {
                    Assert.Equal(((long)round << 32) + number, BinaryPrimitives.ReadInt64LittleEndian(await clients[number].ReceiveExactlyAsync(8)));
                }
            }

            clients.ForEach(client => client.Dispose());
            await Waiting.Until(() => host.Status.Connections == 0);
            await host.DisposeAsync();
        }

        await Descriptors.ComeBackTo(before);
    }

    [Theory, Engines]
    public async Task Fifty_thousand_short_connections_leave_no_descriptor(TestedEngine engine)
    {
        const int count = 50_000, workers = 16;
        var before = Descriptors.Open;
        await using (var arena = await Arena.OpenAsync(engine, endPoint: new IPEndPoint(IPAddress.Any, 0)))
        {
            var host = new ConnectionHost(arena.Listener, AnswerAsync);
            host.Start();
            var port = ((IPEndPoint)arena.Listener.EndPoint).Port;
            await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
            {
                // Each worker has a destination of its own, and resets when it has its answer: no port waits in TIME_WAIT.
                var endPoint = new IPEndPoint(new IPAddress([127, 0, 0, (byte)(worker + 1)]), port);
                var buffer = new byte[8];
                for (var number = worker; number < count; number += workers)
                {
                    using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
                    await client.ConnectAsync(endPoint).Soon();
                    BinaryPrimitives.WriteInt64LittleEndian(buffer, number);
                    await client.SendAsync(buffer, SocketFlags.None);
                    for (var done = 0; done < 8;)
                    {
                        var received = await client.ReceiveAsync(buffer.AsMemory(done), SocketFlags.None).Soon();
                        Assert.True(received > 0);
                        done += received;
                    }

                    Assert.Equal(~(long)number, BinaryPrimitives.ReadInt64LittleEndian(buffer));
                }
            })));
            await Waiting.Until(() => host.Status.Connections == 0);
            Assert.Equal(count, host.Status.Accepted);
            await host.DisposeAsync();
        }

        await Descriptors.ComeBackTo(before);

        static async Task AnswerAsync(ConnectionContext connection)
        {
            var question = await connection.Transport.Input.ReadAtLeastAsync(8);
            if (question.Buffer.Length < 8)
            {
                return;
            }

            Write(connection, question.Buffer);
            connection.Transport.Input.AdvanceTo(question.Buffer.End);
            await connection.Transport.Output.FlushAsync();
        }

        static void Write(ConnectionContext connection, System.Buffers.ReadOnlySequence<byte> question)
        {
            Span<byte> bytes = stackalloc byte[8];
            System.Buffers.BuffersExtensions.CopyTo(question.Slice(0, 8), bytes);
            BinaryPrimitives.WriteInt64LittleEndian(connection.Transport.Output.GetSpan(8), ~BinaryPrimitives.ReadInt64LittleEndian(bytes));
            connection.Transport.Output.Advance(8);
        }
    }

    [Theory, Engines(Can.Explain)]
    public async Task Connections_that_end_in_every_way_leave_no_descriptor(TestedEngine engine)
    {
        var before = Descriptors.Open;
        for (var turn = 0; turn < 3; turn++)
        {
            await using var arena = await Arena.OpenAsync(engine);
            for (var number = 0; number < 100; number++)
            {
                var (server, client) = await arena.PairAsync();
                await client.SendAllAsync("some bytes".Ascii());
                switch (number % 6)
                {
                    case 0:
                        server.Abort();
                        break;
                    case 1:
                        client.Reset();
                        break;
                    case 2:
                        client.Shutdown(SocketShutdown.Send);
                        await server.Transport.Input.ReadToEndAsync();
                        break;
                    case 3:
                        await server.Transport.Output.CompleteAsync();
                        break;
                    case 4:
                        _ = server.Transport.Output.WriteAsync(new byte[5_000_000]).AsTask();
                        server.Abort();
                        break;
                    default:
                        await server.Transport.Output.CompleteAsync(new InvalidOperationException("on purpose"));
                        break;
                }

                await server.DisposeAsync().Soon();
                client.Dispose();
            }

            await arena.Listener.UnbindAsync();
            for (var number = 0; number < 20; number++)
            {
                await Assert.ThrowsAsync<ConnectException>(() => arena.Engine!.ConnectAsync(arena.Listener.EndPoint).Soon());
                await Assert.ThrowsAsync<ConnectException>(() => arena.Engine!.ConnectAsync(new UnixDomainSocketEndPoint("/nowhere")).Soon());
            }
        }

        await Descriptors.ComeBackTo(before);
    }

    [Theory, Engines(Can.Explain)]
    public async Task The_steady_state_of_an_echo_allocates_next_to_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);

        // Connected by a blocking call: after an asynchronous one, System.Net.Sockets would allocate for every blocking receive.
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(arena.Listener.EndPoint);
        var server = await arena.AcceptAsync();
        _ = Task.Run(() => server.Transport.EchoAsync());
        var message = new byte[64];
        const int messages = 20_000;
        await RoundTripsAsync(5000);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RoundTripsAsync(messages);
        var each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)messages;

        // The client's own loop allocates nothing either; what is left is the counting pool's owner objects and the timers of the runtime.
        Assert.InRange(each, 0, engine == TestedEngine.Sockets ? 400 : 16);

        // Plain blocking calls on one thread: the client must not be what is measured.
        Task RoundTripsAsync(int count) => Task.Run(() =>
        {
            var start = Stopwatch.GetTimestamp();
            for (var number = 0; number < count; number++)
            {
                client.Send(message);
                for (var done = 0; done < message.Length;)
                {
                    done += client.Receive(message, done, message.Length - done, SocketFlags.None);
                }

                Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1));
            }
        });
    }
}
