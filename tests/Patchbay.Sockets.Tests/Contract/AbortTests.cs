using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>RST: ours and the peer's, at every moment.</summary>
public sealed class AbortTests
{
    [Theory, Engines]
    public async Task Abort_resets_the_client(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        server.Abort();
        Assert.True(await client.EndsWithResetAsync());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task The_twin_of_the_reset_a_normal_end_is_a_FIN(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.DisposeAsync().Soon();
        Assert.False(await client.EndsWithResetAsync());
    }

    [Theory, Engines]
    public async Task Abort_fires_ConnectionClosed_and_ends_a_pending_read(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        var reading = server.Transport.Input.ReadAsync().AsTask();
        server.Abort(new ConnectionAbortedException("enough"));
        var error = await Assert.ThrowsAsync<ConnectionAbortedException>(() => reading.Soon());
        Assert.Equal("enough", error.Message);
        await server.ConnectionClosed.Cancelled();
    }

    [Theory, Engines]
    public async Task Abort_ends_a_flush_that_waits_for_a_client_that_does_not_read(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        var flushing = server.Transport.Output.WriteAsync(new byte[16_000_000]).AsTask();
        await Task.WhenAny(flushing, Task.Delay(50));
        Assert.False(flushing.IsCompleted);
        server.Abort();
        var result = await flushing.Soon();
        Assert.True(result.IsCompleted || result.IsCanceled);
        await server.DisposeAsync().Soon();
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Completing_the_output_with_an_exception_resets_the_client(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Output.CompleteAsync(new InvalidOperationException("half a reply is worse than none"));
        Assert.True(await client.EndsWithResetAsync());
        await server.ConnectionClosed.Cancelled();
    }

    [Theory, Engines]
    public async Task A_client_that_resets_makes_the_read_throw(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var reading = server.Transport.Input.ReadAsync().AsTask();
        client.Reset();
        await Assert.ThrowsAsync<ConnectionResetException>(() => reading.Soon());
        await server.ConnectionClosed.Cancelled();
    }

    [Theory, Engines(Can.Better)]
    public async Task What_came_before_the_reset_is_read_before_the_read_throws(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("last words".Ascii());

        // Until the engine has taken the bytes from the kernel; a reset makes no promise for the rest.
        await Waiting.Until(() => server.Features.Get<IConnectionCountersFeature>()!.BytesReceived == 10);
        client.Reset();
        await server.ConnectionClosed.Cancelled();
        Assert.Equal("last words", (await server.Transport.Input.ReadExactlyAsync(10)).Ascii());
        await Assert.ThrowsAsync<ConnectionResetException>(() => server.Transport.Input.ReadAsync().Soon());
    }

    [Theory, Engines(Can.Better)]
    public async Task A_reset_is_thrown_also_when_the_handler_leaves_bytes_unconsumed(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("half a mess".Ascii());
        var first = await server.Transport.Input.ReadAsync().Soon();
        server.Transport.Input.AdvanceTo(first.Buffer.Start, first.Buffer.End);
        client.Reset();
        await Assert.ThrowsAsync<ConnectionResetException>(() => server.Transport.Input.ReadAsync().Soon());
    }

    [Theory, Engines]
    public async Task Writing_to_a_client_that_reset_completes_the_flush_and_throws_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        client.Reset();
        await server.ConnectionClosed.Cancelled();
        await Waiting.Until(() =>
        {
            var flushed = server.Transport.Output.WriteAsync(new byte[100]).AsTask().GetAwaiter().GetResult();
            return flushed.IsCompleted;
        });
    }

    [Theory, Engines(Can.Better)]
    public async Task A_reset_in_the_middle_of_a_stream_ends_both_directions(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var writing = Task.Run(async () =>
        {
            while (!(await server.Transport.Output.WriteAsync(new byte[50_000])).IsCompleted)
            {
            }
        });
        var reading = server.Transport.Input.ReadToFailureAsync();
        await client.SendAllAsync(new byte[100_000]);
        await client.ReceiveExactlyAsync(500_000);
        client.Reset();
        await writing.Soon();
        var (error, bytes) = await reading;
        Assert.IsType<ConnectionResetException>(error);
        Assert.True(bytes <= 100_000);
        await server.ConnectionClosed.Cancelled();
        await server.DisposeAsync().Soon();
    }

    [Theory, Engines(Can.Better)]
    public async Task A_reset_that_a_send_meets_first_is_no_clean_end_for_the_reader(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        for (var time = 0; time < 200; time++)
        {
            var (server, client) = await arena.PairAsync();
            var output = server.Transport.Output;
            var writing = Task.Run(async () =>
            {
                while (!(await output.WriteAsync(new byte[100])).IsCompleted)
                {
                }
            });
            var reading = server.Transport.Input.ReadToFailureAsync();
            client.Reset();
            await writing.Soon();
            Assert.IsType<ConnectionResetException>((await reading).Error);
            await server.DisposeAsync().Soon();
        }
    }

    [Theory, Engines]
    public async Task Aborting_from_many_threads_while_bytes_move_leaves_nothing_behind(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        for (var time = 0; time < 50; time++)
        {
            var (server, client) = await arena.PairAsync();
            var sending = Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        await client.SendAsync(new byte[10_000], SocketFlags.None);
                    }
                }
                catch (SocketException)
                {
                }
            });
            var handling = Task.Run(async () =>
            {
                try
                {
                    await server.Transport.EchoAsync();
                }
                catch (Exception error) when (error is ConnectionAbortedException or ConnectionResetException)
                {
                }
            });
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => server.Abort())));
            await handling.Soon();
            await server.DisposeAsync().Soon();
            await sending.Soon();
        }
    }

    [Theory, Engines]
    public async Task Abort_after_the_end_and_dispose_twice_do_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Output.WriteAsync("done".Ascii());
        await server.DisposeAsync().Soon();
        server.Abort();
        await server.DisposeAsync().Soon();
        Assert.Equal("done", (await client.ReceiveToEndAsync()).Ascii());
    }
}
