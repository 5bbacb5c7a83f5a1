using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

public class RelayTests
{
    [Fact]
    public async Task A_half_closed_end_still_receives_the_reply()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var relay = Join(a, b);
        await a.Says.WriteAsync("question"u8.ToArray());
        await a.Says.CompleteAsync();
        Assert.Equal("question", await HearAllAsync(b));
        Assert.False(relay.IsCompleted);
        await b.Says.WriteAsync("answer"u8.ToArray());
        await b.Says.CompleteAsync();
        Assert.Equal("answer", await HearAllAsync(a));
        var result = await relay.WaitAsync(ChildProcess.Limit);
        Assert.True(result.IsWhole);
        Assert.Equal((8, 6), (result.AToB.Bytes, result.BToA.Bytes));
        Assert.Null(a.AbortReason ?? b.AbortReason);
    }

    [Fact]
    public async Task Either_may_finish_first()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var relay = Join(a, b);
        await b.Says.CompleteAsync();
        Assert.Equal("", await HearAllAsync(a));
        await a.Says.WriteAsync("still speaking"u8.ToArray());
        await a.Says.CompleteAsync();
        Assert.Equal("still speaking", await HearAllAsync(b));
        Assert.True((await relay.WaitAsync(ChildProcess.Limit)).IsWhole);
    }

    [Fact]
    public async Task A_reset_is_handed_on_as_a_reset_and_never_as_an_end()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var relay = Join(a, b);
        await a.Says.CompleteAsync(new ConnectionResetException("reset"));
        var result = await relay.WaitAsync(ChildProcess.Limit);
        Assert.Equal((RelayEnd.SenderCut, RelayEnd.ReceiverCut), (result.AToB.End, result.BToA.End));
        Assert.Equal(PatchSide.A, result.Failed);
        Assert.Equal("a reset the connection", b.AbortReason);
        await Assert.ThrowsAsync<ConnectionResetException>(() => HearAllAsync(b));
    }

    [Fact]
    public async Task A_direction_that_had_finished_before_a_reset_stays_whole()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var relay = Join(a, b);
        await b.Says.WriteAsync("all"u8.ToArray());
        await b.Says.CompleteAsync();
        Assert.Equal("all", await HearAllAsync(a));
        await a.Says.CompleteAsync(new ConnectionResetException("reset"));
        var result = await relay.WaitAsync(ChildProcess.Limit);
        Assert.Equal((RelayEnd.SenderCut, RelayEnd.Finished), (result.AToB.End, result.BToA.End));
        Assert.False(result.IsWhole);
    }

    [Fact]
    public async Task An_end_that_takes_no_more_cuts_what_the_other_says()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        b.StopHearing();
        var relay = Join(a, b);
        await a.Says.WriteAsync("lost"u8.ToArray());
        var result = await relay.WaitAsync(ChildProcess.Limit);
        Assert.Equal((RelayEnd.ReceiverCut, 0), (result.AToB.End, result.AToB.Bytes));
        Assert.Equal(PatchSide.B, result.Failed);
        Assert.NotNull(a.AbortReason);
    }

    [Fact]
    public async Task An_end_that_stops_hearing_may_still_finish_what_it_says()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b") { MaySpeakOn = true });
        b.StopHearing();
        var relay = Join(a, b);
        await a.Says.WriteAsync("lost"u8.ToArray());
        await b.Says.WriteAsync("the answer"u8.ToArray());
        await b.Says.CompleteAsync();
        Assert.Equal("the answer", await HearAllAsync(a));
        var result = await relay.WaitAsync(ChildProcess.Limit);
        Assert.Equal((RelayEnd.ReceiverCut, RelayEnd.Finished), (result.AToB.End, result.BToA.End));
    }

    [Fact]
    public async Task A_person_stops_typing_when_the_peer_has_finished()
    {
        var (a, b) = (new MemoryEnd("a") { IsPerson = true }, new MemoryEnd("b"));
        var relay = Join(a, b);
        await b.Says.CompleteAsync();
        Assert.Equal("", await HearAllAsync(b));
        Assert.True((await relay.WaitAsync(ChildProcess.Limit)).IsWhole);
    }

    [Fact]
    public async Task An_end_that_has_left_is_not_waited_for()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b") { CanLeave = true });
        var relay = Join(a, b);
        await b.Says.WriteAsync("done"u8.ToArray());
        await b.Says.CompleteAsync();
        Assert.Equal("done", await HearAllAsync(a));
        Assert.False(relay.IsCompleted);
        b.Leaving.SetResult();
        var result = await relay.WaitAsync(ChildProcess.Limit);
        Assert.Equal((RelayEnd.ReceiverLeft, RelayEnd.Finished, true), (result.AToB.End, result.BToA.End, result.IsWhole));
    }

    [Fact]
    public async Task A_stop_cuts_both_directions_and_aborts_both_ends()
    {
        using var stop = new CancellationTokenSource();
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var relay = Relay.RunAsync(a, b, new RelayOptions(), stop.Token);
        await stop.CancelAsync();
        var result = await relay.WaitAsync(ChildProcess.Limit);
        Assert.Equal((RelayEnd.Stopped, RelayEnd.Stopped), (result.AToB.End, result.BToA.End));
        Assert.NotNull(a.AbortReason);
        Assert.NotNull(b.AbortReason);
    }

    [Fact]
    public async Task Silence_is_cut_only_when_asked_for()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var result = await Relay.RunAsync(a, b, new RelayOptions { Idle = TimeSpan.FromMilliseconds(40) }, CancellationToken.None).WaitAsync(ChildProcess.Limit);
        Assert.Equal((RelayEnd.Idle, RelayEnd.Idle), (result.AToB.End, result.BToA.End));
        Assert.Contains("40 ms", result.AToB.Reason);
    }

    [Fact]
    public async Task A_receiver_that_takes_nothing_stops_the_sender()
    {
        using var stop = new CancellationTokenSource();
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var relay = Relay.RunAsync(a, b, new RelayOptions(), stop.Token);
        // A pipe is full at 64 KiB, and there are two of them: a writer that is never held up would get through.
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 64; i++)
            {
                await a.Says.WriteAsync(new byte[64 * 1024]);
            }
        });
        var heard = await b.Hears.ReadAtLeastAsync(64 * 1024).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.InRange(heard.Buffer.Length, 64 * 1024, 256 * 1024);
        Assert.False(writing.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal(RelayEnd.Stopped, (await relay.WaitAsync(ChildProcess.Limit)).AToB.End);
    }

    [Fact]
    public async Task The_tap_sees_both_sides_in_full()
    {
        var (a, b) = (new MemoryEnd("a"), new MemoryEnd("b"));
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<PatchSide, string> { [PatchSide.A] = "", [PatchSide.B] = "" };
        var relay = Relay.RunAsync(a, b, new RelayOptions { Tap = (side, bytes) => seen[side] += System.Text.Encoding.ASCII.GetString(bytes.ToArray()) }, CancellationToken.None);
        await a.Says.WriteAsync("ping"u8.ToArray());
        await b.Says.WriteAsync("pong"u8.ToArray());
        await a.Says.CompleteAsync();
        await b.Says.CompleteAsync();
        await relay.WaitAsync(ChildProcess.Limit);
        Assert.Equal(("ping", "pong"), (seen[PatchSide.A], seen[PatchSide.B]));
    }

    static Task<RelayResult> Join(PatchEnd a, PatchEnd b) => Relay.RunAsync(a, b, new RelayOptions(), CancellationToken.None);

    static async Task<string> HearAllAsync(MemoryEnd end)
    {
        var text = "";
        while (true)
        {
            var read = await end.Hears.ReadAsync().AsTask().WaitAsync(ChildProcess.Limit);
            text += System.Text.Encoding.ASCII.GetString(read.Buffer.ToArray());
            end.Hears.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return text;
            }
        }
    }
}
