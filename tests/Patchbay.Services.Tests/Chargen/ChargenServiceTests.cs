using System.IO.Pipelines;
using Patchbay.Services.Chargen;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Chargen;

public class ChargenServiceTests
{
    [Fact]
    public async Task The_pattern_goes_on_without_a_seam_until_the_client_finishes()
    {
        await using var chargen = await RunningStream.StartAsync(ChargenService.Create());
        using var client = await PeerSocket.ConnectAsync(chargen.EndPoint);
        var bytes = await client.ReceiveExactlyAsync(200_000);
        client.Finish();
        var rest = await client.ReceiveToEndAsync();
        byte[] all = [.. bytes, .. rest];
        var period = ChargenPattern.Period;
        Assert.Equal(0, all.Length % period.Length);
        for (var i = 0; i < all.Length; i += period.Length)
        {
            Assert.True(period.Span.SequenceEqual(all.AsSpan(i, period.Length)));
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_generator_until_it_reads()
    {
        var period = ChargenPattern.Period.Length;
        using var memory = new MemoryConnection(room: 3 * period);
        var serving = ChargenService.ServeAsync(memory.Connection);

        // Looking without examining anything leaves the writer as full as it is: room for three periods, and not a byte more.
        Assert.Equal(3 * period, await LengthOnceItHas(memory.FromHandler, 3 * period));
        Assert.Equal(3 * period, await LengthOnceItHas(memory.FromHandler, 3 * period));
        Assert.False(serving.IsCompleted);

        // The twin: it goes on, and the client's FIN ends it even while it waits for room.
        Assert.False((await memory.FromHandler.ReadAtLeastAsync(3 * period).AsTask().WaitAsync(ChildProcess.Limit)).IsCompleted);
        await memory.Peer.CompleteAsync();
        await serving.WaitAsync(ChildProcess.Limit);
    }

    static async Task<long> LengthOnceItHas(PipeReader reader, long length)
    {
        while (true)
        {
            var read = await reader.ReadAsync().AsTask().WaitAsync(ChildProcess.Limit);
            var seen = read.Buffer.Length;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.Start);
            if (seen >= length)
            {
                return seen;
            }

            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_client_that_finishes_is_told_of_also_where_its_end_runs_the_sender_inline()
    {
        using var memory = new MemoryConnection(room: ChargenPattern.Period.Length, PipeScheduler.Inline);
        var notes = new Notes();
        memory.Connection.Features.Set<ISocketAnnotationFeature>(notes);
        using var listening = SocketEvents.Subscribe(notes);
        var serving = ChargenService.ServeAsync(memory.Connection);
        await memory.Peer.CompleteAsync();
        await serving.WaitAsync(ChildProcess.Limit);
        Assert.Equal(["the client finished: the generator stops"], notes.Texts);
    }

    /// <summary>Keeps what one connection's service says. Services annotate only while somebody listens.</summary>
    sealed class Notes : ISocketAnnotationFeature, ISocketEventSink
    {
        public List<string> Texts { get; } = [];

        public void Annotate(string text) => Texts.Add(text);

        public void OnEvent(in SocketEvent socketEvent)
        {
        }
    }

    [Fact]
    public async Task A_draining_host_ends_the_stream_after_a_whole_line()
    {
        await using var chargen = await RunningStream.StartAsync(ChargenService.Create());
        using var client = await PeerSocket.ConnectAsync(chargen.EndPoint);
        await client.ReceiveExactlyAsync(ChargenPattern.LineLength);
        var stopping = chargen.Service.StopAsync(CancellationToken.None).AsTask();
        var rest = await client.ReceiveToEndAsync();
        client.Finish();
        var report = await stopping.WaitAsync(ChildProcess.Limit);
        Assert.Equal((1, 0), (report.Drained, report.Cut));
        Assert.Equal("\r\n"u8.ToArray(), rest[^2..]);
    }

    [Fact]
    public async Task A_reset_ends_the_generator()
    {
        await using var chargen = await RunningStream.StartAsync(ChargenService.Create());
        var client = await PeerSocket.ConnectAsync(chargen.EndPoint);
        await client.ReceiveExactlyAsync(1);
        client.Reset();
        var report = await chargen.Service.StopAsync(CancellationToken.None).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, report.Cut);
    }
}
