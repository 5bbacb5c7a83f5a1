using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Each kind of datagrams with each kind of end, at both sides: messages stay messages between two of them, and are bytes to a stream.</summary>
[Collection(AloneCollection.Name)]
public class PatchMatrixMessagesTests : MatrixTests
{
    // None, one byte, what one size= makes, more than that, and nearly the longest.
    static readonly int[] Sizes = [0, 1, 1400, 1401, 9000, 60_000];

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var way in new[] { "sockets", "auto" })
            {
                foreach (var kind in MatrixMessages.Kinds)
                {
                    rows.Add(way, kind);
                }
            }

            return rows;
        }
    }

    [NeedsTheory("linux")]
    [MemberData(nameof(Rows))]
    public Task Messages_arrive_as_they_were_said_both_ways(string way, string kind) => EachAsync(way, Pairs(kind), async run =>
    {
        await ExchangeAsync(run, run.PeerA, run.PeerB);
        await ExchangeAsync(run, run.PeerB, run.PeerA);
        await EndAsync(run);
    });

    [NeedsTheory("linux")]
    [MemberData(nameof(Rows))]
    public Task A_killed_stream_is_a_cut(string way, string kind) => EachAsync(way, Pairs(kind).Where(pair => !MatrixMessages.Kinds.Contains(pair.A)), async run =>
    {
        await ExchangeAsync(run, run.PeerA, run.PeerB);
        run.PeerA.Abort("killed");
        if (!run.EndA.TellsReset)
        {
            await MatrixTalk.SpeakUntilCutAsync(run, run.PeerB);
        }

        Assert.False((await run.FallSilentAsync()).IsWhole);
    });

    [NeedsTheory("linux")]
    [MemberData(nameof(Rows))]
    public Task A_peer_that_is_gone_is_a_cut_where_the_kernel_tells(string way, string kind) => EachAsync(way, Pairs(kind).Where(pair => pair.A == kind), async run =>
    {
        await ExchangeAsync(run, run.PeerA, run.PeerB);
        await run.PeerA.DisposeAsync();
        if (run.EndA.TellsAbsence)
        {
            await MatrixTalk.SpeakUntilCutAsync(run, run.PeerB);
            Assert.False((await run.FallSilentAsync()).IsWhole);
        }
        else
        {
            // Nobody can know. What is said is sent, and silence ends it.
            await MatrixTalk.SendAsync(run.PeerB, MatrixTalk.Words(run, 1000));
            await EndAsync(run);
        }
    });

    static IEnumerable<(string A, string B)> Pairs(string kind)
    {
        // The first message begins the session, and so comes to a terminal before the command on it could set it up: it would be echoed.
        var streams = MatrixStreams.Kinds.Where(stream => !stream.EndsWith("pty", StringComparison.Ordinal) || !kind.EndsWith("listen", StringComparison.Ordinal));
        string[] others = [.. streams, .. MatrixMessages.Kinds];
        return [.. others.Select(other => (kind, other)), .. others.Where(other => other != kind).Select(other => (other, kind))];
    }

    /// <summary>One message after the other: the next leaves when the last has come, so none is lost for want of room.</summary>
    static async Task ExchangeAsync(MatrixRun run, PatchEnd speaker, PatchEnd hearer)
    {
        foreach (var size in Sizes)
        {
            if (speaker.KeepsBoundaries && hearer.KeepsBoundaries)
            {
                var message = MatrixTalk.Words(run, size);
                await MatrixTalk.SendAsync(speaker, message);
                Assert.Equal(message, await MatrixTalk.HearMessageAsync(hearer));
            }
            else if (size > 0)
            {
                var words = MatrixTalk.Words(run, size);
                await MatrixTalk.SendAsync(speaker, words);
                Assert.Equal(words, await MatrixTalk.HearAsync(hearer, size));
            }
        }
    }

    /// <summary>Streams finish and datagrams fall silent; two ends that each wait for the other's end go on until somebody stops them.</summary>
    static async Task EndAsync(MatrixRun run)
    {
        if ((run.EndA.HasNoEnd || run.EndA.IsTerminal) && (run.EndB.HasNoEnd || run.EndB.IsTerminal))
        {
            await run.CutAsync();
            var cut = await run.ResultAsync();
            Assert.Equal((RelayEnd.Stopped, RelayEnd.Stopped), (cut.Result!.AToB.End, cut.Result.BToA.End));
            return;
        }

        await FinishAsync(run.EndA, run.PeerA);
        await FinishAsync(run.EndB, run.PeerB);
        var outcome = await run.FallSilentAsync();
        Assert.True(outcome.IsWhole, outcome.Error?.ToString() ?? $"{outcome.Result} {outcome.Failure}");
        await Task.WhenAll(MatrixTalk.HearEndAsync(run.PeerA), MatrixTalk.HearEndAsync(run.PeerB));
    }

    static async Task FinishAsync(MatrixEnd end, PatchEnd peer)
    {
        if (!end.IsMessages)
        {
            await peer.FinishAsync(default).AsTask().Within($"{peer.Name} finishes");
        }
    }
}
