using System.Buffers;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>The transport keeps every promise of PipeReader and PipeWriter, so that what runs on a Pipe runs on a connection.</summary>
public sealed class PipeTests
{
    [Theory, Engines]
    public async Task What_is_examined_and_not_consumed_comes_again_with_more(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var input = server.Transport.Input;
        await client.SendAllAsync("abc".Ascii());
        var first = await input.ReadAtLeastAsync(3).Soon();
        input.AdvanceTo(first.Buffer.GetPosition(1), first.Buffer.End);
        var second = input.ReadAsync().AsTask();
        Assert.False(second.IsCompleted);
        await client.SendAllAsync("def".Ascii());
        var result = await second.Soon();
        Assert.StartsWith("bcd", result.Buffer.ToArray().Ascii(), StringComparison.Ordinal);
        input.AdvanceTo(result.Buffer.End);
    }

    [Theory, Engines]
    public async Task What_is_not_examined_comes_again_at_once(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var input = server.Transport.Input;
        await client.SendAllAsync("abcd".Ascii());
        var first = await input.ReadAtLeastAsync(4).Soon();
        input.AdvanceTo(first.Buffer.GetPosition(1), first.Buffer.GetPosition(2));
        var second = input.ReadAsync();
        Assert.True(second.IsCompleted);
        var result = await second;
        Assert.Equal("bcd", result.Buffer.ToArray().Ascii());
        input.AdvanceTo(result.Buffer.End);
    }

    [Theory, Engines]
    public async Task Messages_are_cut_from_a_stream_by_consuming_to_the_delimiter(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var lines = Enumerable.Range(0, 2000).Select(number => new string((char)('a' + (number % 26)), number % 300) + "\n").ToArray();
        var sending = Task.Run(() => client.SendAllAsync(string.Concat(lines).Ascii()));
        var input = server.Transport.Input;
        for (var number = 0; number < lines.Length;)
        {
            var result = await input.ReadAsync().Soon();
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, buffer.GetPosition(1, end));
                Assert.Equal(lines[number++], line.ToArray().Ascii());
                buffer = buffer.Slice(line.End);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }

        await sending;
    }

    [Theory, Engines]
    public async Task TryRead_says_false_while_nothing_is_there_and_true_when_something_is(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var input = server.Transport.Input;
        Assert.False(input.TryRead(out _));
        await client.SendAllAsync("x".Ascii());
        var found = false;
        await Waiting.Until(() =>
        {
            if (!input.TryRead(out var result))
            {
                return false;
            }

            found = result.Buffer.Length == 1;
            input.AdvanceTo(result.Buffer.End);
            return true;
        });
        Assert.True(found);
        Assert.False(input.TryRead(out _));
    }

    [Theory, Engines]
    public async Task CancelPendingRead_ends_a_waiting_read_and_loses_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var input = server.Transport.Input;
        var reading = input.ReadAsync().AsTask();
        input.CancelPendingRead();
        var cancelled = await reading.Soon();
        Assert.True(cancelled.IsCanceled);
        Assert.False(cancelled.IsCompleted);
        input.AdvanceTo(cancelled.Buffer.Start);
        await client.SendAllAsync("later".Ascii());
        Assert.Equal("later", (await input.ReadExactlyAsync(5)).Ascii());
    }

    [Theory, Engines]
    public async Task CancelPendingRead_before_a_read_cancels_the_next_one_only(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var input = server.Transport.Input;
        input.CancelPendingRead();
        var cancelled = await input.ReadAsync().Soon();
        Assert.True(cancelled.IsCanceled);
        input.AdvanceTo(cancelled.Buffer.Start);
        await client.SendAllAsync("x".Ascii());
        Assert.False((await input.ReadAsync().Soon()).IsCanceled);
    }

    [Theory, Engines]
    public async Task A_token_ends_a_waiting_read_and_loses_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        using var cancel = new CancellationTokenSource();
        var reading = server.Transport.Input.ReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Soon());
        await client.SendAllAsync("later".Ascii());
        Assert.Equal("later", (await server.Transport.Input.ReadExactlyAsync(5)).Ascii());
    }

    [Theory, Engines]
    public async Task CancelPendingFlush_ends_a_waiting_flush_and_loses_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(1);
        const int length = 16_000_000;
        var flushing = server.Transport.Output.WriteAsync(marker.Bytes(0, length)).AsTask();
        await Task.WhenAny(flushing, Task.Delay(50));
        Assert.False(flushing.IsCompleted);
        server.Transport.Output.CancelPendingFlush();
        Assert.True((await flushing.Soon()).IsCanceled);
        marker.Check(await client.ReceiveExactlyAsync(length), 0);
        Assert.False((await server.Transport.Output.FlushAsync().Soon()).IsCanceled);
    }

    [Theory, Engines]
    public async Task A_token_ends_a_waiting_flush_and_loses_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(2);
        const int length = 16_000_000;
        using var cancel = new CancellationTokenSource();
        var flushing = server.Transport.Output.WriteAsync(marker.Bytes(0, length), cancel.Token).AsTask();
        await Task.WhenAny(flushing, Task.Delay(50));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flushing.Soon());
        marker.Check(await client.ReceiveExactlyAsync(length), 0);
    }

    [Theory, Engines]
    public async Task Large_buffers_are_lent_on_request(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var output = server.Transport.Output;
        var marker = new Marker(3);
        var sent = 0;
        foreach (var size in new[] { 1, 5000, 70_000, 300_000, 1_000_000, 3 })
        {
            var memory = output.GetMemory(size);
            Assert.True(memory.Length >= size);
            marker.Bytes(sent, size).CopyTo(memory);
            output.Advance(size);
            sent += size;
        }

        var flushing = output.FlushAsync().AsTask();
        marker.Check(await client.ReceiveExactlyAsync(sent), 0);
        await flushing.Soon();
    }

    [Theory, Engines]
    public async Task GetMemory_may_be_asked_again_before_Advance(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var output = server.Transport.Output;
        "xx".Ascii().CopyTo(output.GetMemory(10));
        "abc".Ascii().CopyTo(output.GetMemory(10));
        output.Advance(3);
        output.Advance(0);
        "defgh".Ascii().CopyTo(output.GetSpan(100_000));
        output.Advance(5);
        await output.FlushAsync().Soon();
        Assert.Equal("abcdefgh", (await client.ReceiveExactlyAsync(8)).Ascii());
    }

    [Theory, Engines(Can.Better)]
    public async Task UnflushedBytes_counts_what_was_advanced_and_not_flushed(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var output = server.Transport.Output;
        Assert.True(output.CanGetUnflushedBytes);
        Assert.Equal(0, output.UnflushedBytes);
        output.Write("abc".Ascii());
        Assert.Equal(3, output.UnflushedBytes);
        output.Write(new byte[100_000]);
        Assert.Equal(100_003, output.UnflushedBytes);
        var flushing = output.FlushAsync().AsTask();
        Assert.Equal(0, output.UnflushedBytes);
        await client.ReceiveExactlyAsync(100_003);
        await flushing.Soon();
    }

    [Theory, Engines]
    public async Task Reading_after_completing_the_input_is_refused(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        await server.Transport.Input.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Transport.Input.ReadAsync().AsTask());
    }

    [Theory, Engines]
    public async Task Writing_after_completing_the_output_is_refused(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, _) = await arena.PairAsync();
        await server.Transport.Output.CompleteAsync();
        Assert.Throws<InvalidOperationException>(() => server.Transport.Output.GetMemory());
    }

    [Theory, Engines]
    public async Task Completing_both_ends_twice_does_nothing(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Input.CompleteAsync();
        await server.Transport.Input.CompleteAsync();
        await server.Transport.Output.CompleteAsync();
        await server.Transport.Output.CompleteAsync();
        Assert.Empty(await client.ReceiveToEndAsync());
    }

    [Theory, Engines(Can.HalfClose)]
    public async Task A_handler_that_drops_its_input_may_still_write(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await server.Transport.Input.CompleteAsync();
        await client.SendAllAsync("nobody reads this".Ascii());
        await server.Transport.Output.WriteAsync("but".Ascii());
        Assert.Equal("but", (await client.ReceiveExactlyAsync(3)).Ascii());
        await server.Transport.Output.WriteAsync("I write".Ascii());
        Assert.Equal("I write", (await client.ReceiveExactlyAsync(7)).Ascii());
    }

    [Theory, Engines]
    public async Task An_empty_flush_sends_nothing_and_completes(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        for (var time = 0; time < 3; time++)
        {
            Assert.False((await server.Transport.Output.FlushAsync().Soon()).IsCompleted);
        }

        await server.Transport.Output.WriteAsync("x".Ascii());
        Assert.Equal("x", (await client.ReceiveExactlyAsync(1)).Ascii());
        Assert.Equal(0, client.Available);
    }

    [Theory, Engines]
    public async Task CopyToAsync_and_AsStream_work_on_the_transport(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(4);
        const int length = 700_000;
        var stream = server.Transport.Output.AsStream(leaveOpen: true);
        var copying = server.Transport.Input.CopyToAsync(stream);
        var receiving = client.ReceiveExactlyAsync(length);
        await client.SendAllAsync(marker.Bytes(0, length));
        client.Shutdown(SocketShutdown.Send);
        marker.Check(await receiving, 0);
        await copying.Soon();
    }

    [Theory, Engines]
    public async Task ReadAtLeast_returns_what_there_is_when_the_peer_finishes_early(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        await client.SendAllAsync("short".Ascii());
        client.Shutdown(SocketShutdown.Send);
        var result = await server.Transport.Input.ReadAtLeastAsync(100).Soon();
        Assert.True(result.IsCompleted);
        Assert.Equal("short", result.Buffer.ToArray().Ascii());
        server.Transport.Input.AdvanceTo(result.Buffer.End);
    }

    [Theory, Engines]
    public async Task A_buffer_stays_as_it_was_until_AdvanceTo(TestedEngine engine)
    {
        await using var arena = await Arena.OpenAsync(engine);
        var (server, client) = await arena.PairAsync();
        var marker = new Marker(5);
        await client.SendAllAsync(marker.Bytes(0, 10_000));
        var held = await server.Transport.Input.ReadAtLeastAsync(10_000).Soon();
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => arena.DialAsync()));
        foreach (var other in others)
        {
            // What other connections receive meanwhile must not land in the buffer this handler holds.
            var connection = await arena.AcceptAsync();
            var sending = other.SendAllAsync(new byte[200_000]);
            await connection.Transport.Input.ReadExactlyAsync(200_000);
            await sending;
        }

        await client.SendAllAsync(new byte[10_000]);
        marker.Check(held.Buffer.Slice(0, 10_000).ToArray(), 0);
        server.Transport.Input.AdvanceTo(held.Buffer.End);
    }
}
