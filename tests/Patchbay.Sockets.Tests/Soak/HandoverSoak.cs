using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Soak;

/// <summary>
/// Everything that can interleave between a connection's reader, its writer and its engine, at random and for a while: tiny limits, so that both
/// directions pause all the time, partial reads, hops between threads, cancellations out of nowhere. A lost wake-up hangs, a lost byte differs.
/// PATCHBAY_SOAK_SECONDS sets how long; two seconds when unset.
/// </summary>
public sealed class HandoverSoak
{
    static readonly TimeSpan Length = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("PATCHBAY_SOAK_SECONDS") ?? "2", CultureInfo.InvariantCulture));

    [Theory, Engines(Can.Better)]
    public async Task Nothing_is_lost_and_nobody_hangs_whatever_interleaves(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, static options =>
        {
            options.MaxReadBufferSize = 4096;
            options.MaxWriteBufferSize = 4096;
        });
        var end = Stopwatch.GetTimestamp() + (long)(Length.TotalSeconds * Stopwatch.Frequency);
        await using var host = new ConnectionHost(arena.Listener, connection => EchoCarelesslyAsync(connection.Transport));
        host.Start();
        var clients = Enumerable.Range(0, 24).Select(number => Task.Run(() => TalkAsync(arena, number, end)));
        var bytes = await Task.WhenAll(clients).WaitAsync(Length + TimeSpan.FromSeconds(60));
        Assert.All(bytes, static count => Assert.True(count > 0));
    }

    static async Task EchoCarelesslyAsync(IDuplexPipe transport)
    {
        var random = new Random(transport.GetHashCode());
        using var done = new CancellationTokenSource();
        var meddling = MeddleAsync(transport, done.Token);
        try
        {
            await EchoAsync(transport, random);
        }
        finally
        {
            await done.CancelAsync();
            await meddling;
        }
    }

    static async Task EchoAsync(IDuplexPipe transport, Random random)
    {
        while (true)
        {
            var result = random.Next(4) == 0 && transport.Input.TryRead(out var ready) ? ready : await transport.Input.ReadAsync();
            var buffer = result.Buffer;

            // Some of it at most: the rest is examined or not, as it happens.
            var take = result.IsCompleted ? buffer.Length : random.NextInt64(0, buffer.Length + 1);
            foreach (var memory in buffer.Slice(0, take))
            {
                transport.Output.Write(memory.Span);
            }

            if (random.Next(8) == 0)
            {
                await Task.Yield();
            }

            var consumed = buffer.GetPosition(take);
            transport.Input.AdvanceTo(consumed, take > 0 && random.Next(2) == 0 ? consumed : buffer.GetPosition(random.NextInt64(take, buffer.Length + 1)));
            FlushResult flush;
            do
            {
                flush = await transport.Output.FlushAsync();
            }
            while (flush.IsCanceled);

            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>Cancels reads and flushes, pending or not, so that a handler that waits for more than it will get looks again.</summary>
    static async Task MeddleAsync(IDuplexPipe transport, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            transport.Input.CancelPendingRead();
            transport.Output.CancelPendingFlush();
            await Task.Delay(1, CancellationToken.None);
        }
    }

    static async Task<long> TalkAsync(Arena arena, int number, long end)
    {
        var client = await arena.DialAsync();
        var marker = new Marker(number);
        var random = new Random(number);
        long sent = 0;
        var sending = Task.Run(async () =>
        {
            while (Stopwatch.GetTimestamp() < end)
            {
                var piece = random.Next(1, 1 << random.Next(1, 15));
                await client.SendAllAsync(marker.At(sent, piece));
                sent += piece;
            }

            client.Shutdown(SocketShutdown.Send);
        });
        var buffer = new byte[8192];
        long received = 0;
        while (await client.ReceiveAsync(buffer) is var count and > 0)
        {
            marker.Check(buffer.AsSpan(0, count), received);
            received += count;
        }

        await sending;
        Assert.Equal(sent, received);
        return received;
    }
}
