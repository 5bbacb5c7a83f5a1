namespace Patchbay.Services.Tests.Patch;

/// <summary>Each kind of stream with each other, in each way of moving bytes, one row a test: what was said arrives, whoever finishes first, is slow, or is killed.</summary>
[Collection(AloneCollection.Name)]
public class PatchMatrixTests : MatrixTests
{
    const int Size = 200_000;

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var way in new[] { "sockets", "auto", "splice" })
            {
                foreach (var kind in KindsOf(way))
                {
                    rows.Add(way, kind);
                }
            }

            return rows;
        }
    }

    [NeedsTheory("linux")]
    [MemberData(nameof(Rows))]
    public Task No_byte_is_lost_when_the_first_finishes_first(string way, string a) =>
        TalkAsync(way, Pairs(way, a).Where(pair => !IsTerminal(pair.A)), run => MatrixTalk.FinishInTurnAsync(run, run.PeerA, run.PeerB, Size));

    [NeedsTheory("linux")]
    [MemberData(nameof(Rows))]
    public Task No_byte_is_lost_when_the_second_finishes_first(string way, string a) =>
        TalkAsync(way, Pairs(way, a).Where(pair => !IsTerminal(pair.B)), run => MatrixTalk.FinishInTurnAsync(run, run.PeerB, run.PeerA, Size));

    [NeedsTheory("linux")]
    [MemberData(nameof(Rows))]
    public Task No_byte_is_lost_when_one_is_slow_and_both_speak_at_once(string way, string a) =>
        TalkAsync(way, Pairs(way, a).Where(pair => !IsTerminal(pair.A) || !IsTerminal(pair.B)), run => MatrixTalk.SpeakAtOnceAsync(run, Size));

    [NeedsTheory("linux")]
    [MemberData(nameof(Rows))]
    public Task A_killed_side_is_told_and_never_shown_as_an_end(string way, string a) => EachAsync(way, Pairs(way, a), async run =>
    {
        var words = MatrixTalk.Words(run, 1000);
        await MatrixTalk.SendAsync(run.PeerA, words);
        Assert.Equal(words, await MatrixTalk.HearAsync(run.PeerB, words.Length));
        run.PeerA.Abort("killed");
        if (run.EndA.TellsReset && run.EndB.TellsReset)
        {
            await Assert.ThrowsAnyAsync<Exception>(async () => await MatrixTalk.HearRestAsync(run.PeerB));
        }
        else if (!run.EndA.TellsReset)
        {
            await MatrixTalk.SpeakUntilCutAsync(run, run.PeerB);
        }

        Assert.False((await run.FallSilentAsync()).IsWhole);
    });

    static Task TalkAsync(string way, IEnumerable<(string A, string B)> pairs, Func<MatrixRun, Task> talk) => EachAsync(way, pairs, async run =>
    {
        await talk(run);
        var outcome = await run.ResultAsync();
        Assert.True(outcome.IsWhole, outcome.Error?.ToString() ?? $"{outcome.Result} {outcome.Failure}");
    });

    static IReadOnlyList<string> KindsOf(string way) => way == "splice" ? MatrixStreams.Plain : MatrixStreams.Kinds;

    /// <summary>There is only one stdin.</summary>
    static IEnumerable<(string A, string B)> Pairs(string way, string a) => KindsOf(way).Where(b => a != "standard" || b != "standard").Select(b => (a, b));

    /// <summary>It ends with the command on it, so it cannot finish first.</summary>
    static bool IsTerminal(string kind) => kind.EndsWith("pty", StringComparison.Ordinal);
}
