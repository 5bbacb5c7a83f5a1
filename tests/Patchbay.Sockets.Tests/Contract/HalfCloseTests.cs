using System.IO.Pipelines;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>The two directions end separately (RFC 9293 section 3.6), from either side.</summary>
public sealed class HalfCloseTests
{
    [Theory, Engines(Can.HalfClose)]
    public async Task A_half_closed_client_still_receives_the_reply(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("question".Ascii());
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("question", (await server.Transport.Input.ReadToEndAsync()).Ascii());
        Assert.False(server.ConnectionClosed.IsCancellationRequested);
        await server.Transport.Output.WriteAsync("answer".Ascii());
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("answer", (await client.ReceiveToEndAsync()).Ascii());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task A_server_that_finished_writing_still_reads(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Output.WriteAsync("send me all you have".Ascii());
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("send me all you have", (await client.ReceiveToEndAsync()).Ascii());
        var marker = new Marker(1);
        var sending = Task.Run(async () =>
        {
            await client.SendAllAsync(marker.Bytes(0, 3_000_000));
            client.Shutdown(SocketShutdown.Send);
        });
        var bytes = await server.Transport.Input.ReadToEndAsync();
        Assert.Equal(3_000_000, bytes.Length);
        marker.Check(bytes, 0);
        await sending;
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task ConnectionClosed_fires_when_both_directions_have_ended_and_not_before(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var closed = server.ConnectionClosed;
        await server.Transport.Output.CompleteAsync();
        Assert.Empty(await client.ReceiveToEndAsync());
        await client.SendAllAsync("still here".Ascii());
        Assert.Equal("still here", (await server.Transport.Input.ReadExactlyAsync(10)).Ascii());
        Assert.False(closed.IsCancellationRequested);
        client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await server.Transport.Input.ReadToEndAsync());
        await closed.Cancelled();
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task ConnectionClosed_fires_also_when_the_peer_finishes_first(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await server.Transport.Input.ReadToEndAsync());
        Assert.False(server.ConnectionClosed.IsCancellationRequested);
        await server.Transport.Output.CompleteAsync();
        await server.ConnectionClosed.Cancelled();
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task The_feature_tells_which_side_has_finished(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var feature = server.Features.Get<IHalfCloseFeature>();
        Assert.NotNull(feature);
        Assert.True(feature.IsEnabled);
        Assert.False(feature.PeerHasFinished);
        Assert.False(feature.WeHaveFinished);
        client.Shutdown(SocketShutdown.Send);
        await server.Transport.Input.ReadToEndAsync();
        Assert.True(feature.PeerHasFinished);
        Assert.False(feature.WeHaveFinished);
        await server.Transport.Output.CompleteAsync();
        await client.ReceiveToEndAsync();
        await Waiting.Until(() => feature.WeHaveFinished);
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Completing_the_output_sends_what_was_flushed_and_written_before_the_FIN(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(2);
        for (var done = 0; done < 60_000; done += 10_000)
        {
            marker.At(done, 10_000).CopyTo(server.Transport.Output.GetMemory(10_000));
            server.Transport.Output.Advance(10_000);
        }

        // Never flushed: completing is enough.
        await server.Transport.Output.CompleteAsync();
        var bytes = await client.ReceiveToEndAsync();
        Assert.Equal(60_000, bytes.Length);
        marker.Check(bytes, 0);
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Without_half_close_the_end_of_the_output_ends_the_connection(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, options => options.HalfClose = false);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Output.WriteAsync("bye".Ascii());
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("bye", (await client.ReceiveToEndAsync()).Ascii());
        await server.ConnectionClosed.Cancelled();
    }

    [Theory, Engines]
    public async Task Without_half_close_the_peers_FIN_fires_ConnectionClosed(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, options => options.HalfClose = false);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("last".Ascii());
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("last", (await server.Transport.Input.ReadToEndAsync()).Ascii());
        await server.ConnectionClosed.Cancelled();

        // As stock: the reply still goes out.
        await server.Transport.Output.WriteAsync("reply".Ascii());
        await server.Transport.Output.CompleteAsync();
        Assert.Equal("reply", (await client.ReceiveToEndAsync()).Ascii());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task One_connection_can_opt_in_where_the_listener_does_not(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine, options => options.HalfClose = false);
        var (server, client) = await arena.PairAsync();
        server.Features.Get<IHalfCloseFeature>()!.IsEnabled = true;
        await server.Transport.Output.CompleteAsync();
        Assert.Empty(await client.ReceiveToEndAsync());
        await client.SendAllAsync("still read".Ascii());
        Assert.Equal("still read", (await server.Transport.Input.ReadExactlyAsync(10)).Ascii());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Dispose_hands_over_what_is_buffered_and_ends_with_FIN(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(3);
        const int length = 20_000_000;
        var flushing = server.Transport.Output.WriteAsync(marker.Bytes(0, length));
        var disposing = server.DisposeAsync().AsTask();
        var bytes = await client.ReceiveToEndAsync();
        Assert.Equal(length, bytes.Length);
        marker.Check(bytes, 0);
        await disposing.Soon();
        await flushing.Soon();
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Dispose_does_not_wait_for_a_peer_that_never_finishes(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Output.WriteAsync("all of it".Ascii());
        await server.DisposeAsync().Soon();
        Assert.Equal("all of it", (await client.ReceiveToEndAsync()).Ascii());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Bytes_in_the_kernel_survive_a_dispose_while_the_client_is_slow_to_read(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(4);
        await server.Transport.Output.WriteAsync(marker.Bytes(0, 150_000)).Soon();

        // A read is pending inside the engine when we let go: closing must not turn into a reset.
        await server.DisposeAsync().Soon();
        var bytes = await client.ReceiveToEndAsync();
        Assert.Equal(150_000, bytes.Length);
        marker.Check(bytes, 0);
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task A_completed_input_reads_as_completed_again_and_again(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        client.Shutdown(SocketShutdown.Send);
        for (var time = 0; time < 3; time++)
        {
            ReadResult result = await server.Transport.Input.ReadAsync().Soon();
            Assert.True(result.IsCompleted);
            server.Transport.Input.AdvanceTo(result.Buffer.End);
        }
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task Both_may_finish_at_the_same_moment_and_neither_takes_it_for_a_reset(TestedEngine engine)
    {
        // Once both FINs are exchanged the kernel's state is that of a reset connection.
        await using var arena = await Arena.OpenAsync(engine);
        for (var turn = 0; turn < 2000; turn++)
        {
            var (server, client) = await arena.PairAsync();
            var finishing = Task.Run(() => client.Shutdown(SocketShutdown.Send));
            await server.Transport.Output.CompleteAsync();
            Assert.Empty(await server.Transport.Input.ReadToEndAsync());
            await finishing.Soon();
            await server.DisposeAsync().Soon();
            client.Dispose();
        }
    }
}
