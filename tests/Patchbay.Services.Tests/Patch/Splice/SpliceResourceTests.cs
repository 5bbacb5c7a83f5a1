using System.Runtime.Versioning;
using Patchbay.Linux;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Splicing;

/// <summary>What a spliced relay costs, and what it does when the kernel gives less than it asks for.</summary>
[SupportedOSPlatform("linux")]
[Collection(AloneCollection.Name)]
public class SpliceResourceTests
{
    const long Some = 2 * 1024 * 1024;

    [NeedsFact("linux")]
    public async Task An_idle_pair_holds_no_pipe()
    {
        await using var engine = new SpliceEngine(settings: new SpliceSettings { Threads = 1 });
        var pairs = new List<SplicedPair>();
        for (var i = 0; i < 8; i++)
        {
            var pair = await SplicedPair.JoinAsync(engine);
            pairs.Add(pair);
            var sent = Streams.SendAsync(pair.A, Some, seed: i);
            Assert.Equal((Some, await sent), await Streams.ReceiveAsync(pair.B));
        }

        // One after the other they have used the same one; none was closed.
        Assert.Equal(1, engine.OpenPipes);
        foreach (var pair in pairs)
        {
            await pair.DisposeAsync();
        }
    }

    [NeedsFact("linux")]
    public async Task A_thousand_pairs_at_once_lose_nothing_and_every_descriptor_comes_back()
    {
        const int Pairs = 1000;
        var before = Descriptors.Open;
        await using (var engine = new SpliceEngine())
        {
            var pairs = new List<SplicedPair>();
            for (var i = 0; i < Pairs; i++)
            {
                pairs.Add(await SplicedPair.JoinAsync(engine, i % 3 == 0 ? "unix" : i % 3 == 1 ? "tcp4" : "tcp6"));
            }

            await Task.WhenAll(pairs.Select(async (pair, i) =>
            {
                var sent = Task.WhenAll(Streams.SendAsync(pair.A, 100_000, i, piece: 50_000), Streams.SendAsync(pair.B, 1000, -i, piece: 1000));
                var received = await Task.WhenAll(Streams.ReceiveAsync(pair.B, piece: 32_000), Streams.ReceiveAsync(pair.A, piece: 1000));
                Assert.Equal([(100_000L, (await sent)[0]), (1000L, (await sent)[1])], received);
                Assert.True((await pair.EndAsync()).IsWhole);
            }));
            foreach (var pair in pairs)
            {
                await pair.DisposeAsync();
            }
        }

        await Descriptors.ComeBackTo(before);
    }

    [NeedsFact("linux")]
    public async Task Pipes_that_still_hold_bytes_are_closed_when_a_relay_is_cut()
    {
        using var cut = new CancellationTokenSource();
        await using var engine = new SpliceEngine(settings: new SpliceSettings { Threads = 1 });
        await using var pair = await SplicedPair.JoinAsync(engine, cut: cut.Token, buffers: 4096);
        var sending = Streams.SendAsync(pair.A, 32 * Some, seed: 1);
        await Streams.ReceiveTextAsync(pair.B, 1);
        SpinWait.SpinUntil(() => engine.OpenPipes == 1, ChildProcess.Limit);
        Assert.Equal(1, engine.OpenPipes);
        await cut.CancelAsync();
        await pair.EndAsync();
        Assert.Equal(0, engine.OpenPipes);
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    [NeedsTheory("linux")]
    [InlineData(Errno.EMFILE)]
    [InlineData(Errno.ENFILE)]
    public async Task Without_pipes_bytes_are_copied(int errno)
    {
        var faults = new SpliceFaults { Always = { [SplicePoint.Pipe] = errno } };
        await CarryAsync(new SpliceSettings { Faults = faults });
        Assert.NotEqual(0, faults.Struck(SplicePoint.Pipe));
    }

    [NeedsFact("linux")]
    public async Task Where_the_kernel_does_not_splice_bytes_are_copied()
    {
        var faults = new SpliceFaults { Always = { [SplicePoint.Fill] = Errno.EINVAL } };
        await CarryAsync(new SpliceSettings { Faults = faults });
        Assert.NotEqual(0, faults.Struck(SplicePoint.Fill));
    }

    [NeedsFact("linux")]
    public async Task A_pipe_that_may_not_grow_stays_as_it_is()
    {
        var faults = new SpliceFaults { Always = { [SplicePoint.Grow] = Errno.EPERM } };
        await CarryAsync(new SpliceSettings { Faults = faults, Turn = 1 });
        Assert.Equal(1, faults.Struck(SplicePoint.Grow));
    }

    [NeedsTheory("linux")]
    [InlineData(SplicePoint.Receive, SplicePoint.Send)]
    [InlineData(SplicePoint.Fill, SplicePoint.Drain)]
    internal async Task Every_call_that_is_disturbed_or_short_is_carried_on(SplicePoint inward, SplicePoint outward)
    {
        var faults = new SpliceFaults { MostBytes = 5000, Now = { [inward] = [Errno.EINTR, Errno.ENOBUFS], [outward] = [Errno.EINTR, Errno.ENOMEM] } };
        if (inward == SplicePoint.Receive)
        {
            faults.Always[SplicePoint.Pipe] = Errno.EMFILE;
        }

        await CarryAsync(new SpliceSettings { Faults = faults, SmallRead = 2000 });
        Assert.NotEqual(0, faults.Struck(inward));
        Assert.NotEqual(0, faults.Struck(outward));
    }

    [NeedsTheory("linux")]
    [InlineData(SplicePoint.Receive, RelayEnd.SenderCut)]
    [InlineData(SplicePoint.Send, RelayEnd.ReceiverCut)]
    internal async Task A_shortage_that_does_not_end_cuts_its_own_pair_only(SplicePoint point, RelayEnd end)
    {
        await using var engine = new SpliceEngine();
        await using var other = await SplicedPair.JoinAsync(engine);
        await using var broken = new SpliceEngine(settings: new SpliceSettings { Faults = new SpliceFaults { Always = { [point] = Errno.ENOMEM } } });
        await using var pair = await SplicedPair.JoinAsync(broken);
        await pair.A.SendAsync("x"u8.ToArray());
        Assert.Equal(end, (await pair.EndAsync()).AToB.End);
        Assert.False(other.Result.IsCompleted);
    }

    static async Task CarryAsync(SpliceSettings settings)
    {
        await using var engine = new SpliceEngine(settings: settings);
        await using var pair = await SplicedPair.JoinAsync(engine);
        var sent = Task.WhenAll(Streams.SendAsync(pair.A, Some, seed: 1), Streams.SendAsync(pair.B, Some, seed: 2));
        var receiving = Task.WhenAll(Streams.ReceiveAsync(pair.B), Streams.ReceiveAsync(pair.A));

        // First what the relay says of itself: it knows why, the peers only that.
        var result = await pair.EndAsync();
        Assert.Equal((null, null), (result.AToB.Reason, result.BToA.Reason));
        Assert.Equal((await sent).Select(hash => (Some, hash)), await receiving);
    }
}
