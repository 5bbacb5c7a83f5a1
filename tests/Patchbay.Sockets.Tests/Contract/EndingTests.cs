using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>A read or a flush that is under way ends when the connection does, whoever ends it and however many do so at once.</summary>
[Long]
public sealed class EndingTests
{
    static readonly Action<ConnectionContext, Socket>[] Ends =
    [
        static (server, _) => server.Abort(),
        static (server, _) => server.DisposeAsync().AsTask(),
        static (_, client) => client.Shutdown(SocketShutdown.Send),
        static (_, client) => client.Reset(),
    ];

    [Theory, Engines]
    public async Task Disposing_ends_a_read_that_waits(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        var reading = EndAsync(async () => await server.Transport.Input.ReadAsync());
        await server.DisposeAsync().Soon();
        await reading.Soon();
    }

    [Theory, Engines(Can.Better)]
    public async Task Completing_the_input_ends_a_read_that_waits_and_later_reads_are_refused(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var input = server.Transport.Input;
        var reading = EndAsync(async () => await input.ReadAsync());
        await input.CompleteAsync();
        client.Shutdown(SocketShutdown.Send);
        await reading.Soon();
        await Assert.ThrowsAsync<InvalidOperationException>(() => input.ReadAsync().AsTask());
    }

    [Theory, Engines]
    public async Task A_read_ends_with_its_connection_whoever_ends_it_and_when(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var random = new Random(7);
        for (var round = 0; round < 400; round++)
        {
            var (server, client) = await arena.PairAsync();
            var reading = EndAsync(() => ReadAllAsync(server.Transport.Input));
            var (first, second) = (Ends[random.Next(Ends.Length)], Ends[random.Next(Ends.Length)]);
            var actions = new List<Action> { () => first(server, client), () => second(server, client), () => server.Transport.Input.CancelPendingRead() };
            if (round % 2 == 0)
            {
                actions.Add(() => client.Send("some bytes".Ascii()));
            }

            await AtOnceAsync(actions);
            await reading.Soon();
            await server.DisposeAsync().Soon();
            client.Dispose();
        }
    }

    [Theory, Engines(Can.Better)]
    public async Task A_read_under_way_ends_when_several_dispose_while_bytes_come(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        for (var round = 0; round < 300; round++)
        {
            var (server, client) = await arena.PairAsync();
            var reading = EndAsync(() => Task.Run(() => ReadAllAsync(server.Transport.Input)));
            await AtOnceAsync(
            [
                () => _ = server.DisposeAsync().AsTask(),
                () => _ = server.DisposeAsync().AsTask(),
                () =>
                {
                    for (var i = 0; i < 20; i++)
                    {
                        client.Send("some bytes".Ascii());
                    }
                },
            ]);
            await reading.Soon();
            await server.DisposeAsync().Soon();
            client.Dispose();
        }
    }

    [Theory, Engines]
    public async Task A_writer_ends_with_its_connection_whoever_ends_it_and_when(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var random = new Random(8);

        // A Pipe that is completed while its writer is in a call may lose a block to the collector.
        var isRing = engine is TestedEngine.Uring or TestedEngine.UringPinned;
        for (var round = 0; round < 500; round++)
        {
            var (server, client) = await arena.PairAsync();

            // A full wire half the time: the flush waits then, and only an abort can end it.
            var size = round % 2 == 0 ? 300_000 : 100;
            var writing = EndAsync(() => Task.Run(() => WriteForeverAsync(server.Transport.Output, size)));
            var other = Ends[isRing ? random.Next(Ends.Length) : 2 + random.Next(2)];
            var actions = new List<Action> { () => server.Abort(), () => other(server, client), () => server.Transport.Output.CancelPendingFlush() };
            if (isRing)
            {
                actions.Add(() => _ = server.DisposeAsync().AsTask());
            }

            await AtOnceAsync(actions);
            await writing.Soon();
            await server.DisposeAsync().Soon();
            client.Dispose();
        }
    }

    // The portable engine has no threads to stop: its connections outlive it.
    [Theory, InlineData(TestedEngine.Uring), InlineData(TestedEngine.UringPinned)]
    public async Task A_read_that_waits_ends_with_its_engine(TestedEngine engine)
    {
        for (var round = 0; round < 10; round++)
        {
            await using var arena = await Arena.OpenAsync(engine);
            var readings = new List<Task>();
            for (var i = 0; i < 5; i++)
            {
                var (server, _) = await arena.PairAsync();
                readings.Add(EndAsync(async () => await server.Transport.Input.ReadAsync()));
            }

            await arena.Engine!.DisposeAsync().Soon();
            await Task.WhenAll(readings).Soon();
        }
    }

    static async Task ReadAllAsync(PipeReader input)
    {
        while (true)
        {
            var result = await input.ReadAsync();
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    static async Task WriteForeverAsync(PipeWriter output, int size)
    {
        var bytes = new byte[size];
        while (!(await output.WriteAsync(bytes)).IsCompleted)
        {
        }
    }

    /// <summary>The end, of whatever kind.</summary>
    static async Task EndAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or OperationCanceledException)
        {
        }
    }

    static async Task AtOnceAsync(List<Action> actions)
    {
        using var start = new Barrier(actions.Count);
        await Task.WhenAll(actions.Select(action => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                try
                {
                    action();
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    // The client was ended by another of these.
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).Soon();
    }
}
