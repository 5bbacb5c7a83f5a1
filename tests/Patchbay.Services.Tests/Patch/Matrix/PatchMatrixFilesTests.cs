using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Files with each kind of end, at both sides.</summary>
[Collection(AloneCollection.Name)]
public class PatchMatrixFilesTests : MatrixTests
{
    const int Size = 20_000;

    public static TheoryData<string> Kinds => [.. MatrixStreams.Kinds, .. MatrixMessages.Kinds];

    [NeedsTheory("linux")]
    [MemberData(nameof(Kinds))]
    public async Task A_file_is_heard_to_its_end(string kind)
    {
        foreach (var isA in new[] { true, false })
        {
            await using var world = new MatrixWorld("auto");
            var content = MatrixTalk.Lines(Size);
            var (file, other) = (MatrixFiles.Read(world, content), await world.OpenAsync(kind));
            await using var run = await (isA ? MatrixRun.StartAsync(world, file, other) : MatrixRun.StartAsync(world, other, file));
            var peer = isA ? run.PeerB : run.PeerA;
            Assert.Equal(content, await MatrixTalk.HearAsync(peer, Size));
            await MatrixTalk.HearEndAsync(peer);
            await EndAsync(run, other, peer);
        }
    }

    [NeedsTheory("linux")]
    [MemberData(nameof(Kinds))]
    public async Task A_file_has_all_that_was_said_when_its_end_is_heard(string kind)
    {
        foreach (var isA in new[] { true, false })
        {
            await using var world = new MatrixWorld("auto");
            var path = world.NextPath();
            var (file, other) = (MatrixFiles.Write(path), await world.OpenAsync(kind));
            await using var run = await (isA ? MatrixRun.StartAsync(world, file, other) : MatrixRun.StartAsync(world, other, file));
            var peer = isA ? run.PeerB : run.PeerA;
            var words = MatrixTalk.Lines(Size);
            await MatrixTalk.SendAsync(peer, words.AsMemory(0, Size / 2));
            await MatrixTalk.SendAsync(peer, words.AsMemory(Size / 2));
            byte[] expected = [.. other.MustSpeakFirst ? MatrixRun.Greeting : [], .. words];
            if (other.IsMessages || other.IsTerminal)
            {
                // They have no end of their own that could say it.
                await Waiting.Until(() => LengthOf(path) == expected.Length, () => $"{LengthOf(path)} of {expected.Length} bytes");
                Assert.Equal(expected, await File.ReadAllBytesAsync(path));
            }

            if (other.HasNoEnd || other.IsTerminal)
            {
                await run.CutAsync();
                Assert.False((await run.ResultAsync()).IsWhole);
                continue;
            }

            if (!other.IsMessages)
            {
                await peer.FinishAsync(default).AsTask().Within("the speaker finishes");
                await MatrixTalk.HearEndAsync(peer);
                if (peer is not StandardPeer)
                {
                    Assert.Equal(expected, await File.ReadAllBytesAsync(path));
                }
            }

            var outcome = await run.FallSilentAsync();
            Assert.True(outcome.IsWhole, outcome.Error?.ToString() ?? $"{outcome.Result} {outcome.Failure}");
            Assert.Equal(expected, await File.ReadAllBytesAsync(path));
        }
    }

    [NeedsTheory("linux")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_copied_to_another(bool forwards)
    {
        await using var world = new MatrixWorld("auto");
        var path = world.NextPath();
        var content = MatrixTalk.Lines(Size);
        var (from, to) = (MatrixFiles.Read(world, content), MatrixFiles.Write(path));
        await using var run = await (forwards ? MatrixRun.StartAsync(world, from, to) : MatrixRun.StartAsync(world, to, from));
        Assert.True((await run.ResultAsync()).IsWhole);
        Assert.Equal(content, await File.ReadAllBytesAsync(path));
    }

    static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    static async Task EndAsync(MatrixRun run, MatrixEnd other, PatchEnd peer)
    {
        if (!other.IsMessages)
        {
            await peer.FinishAsync(default).AsTask().Within("the hearer finishes");
        }

        var outcome = await run.FallSilentAsync();
        Assert.True(outcome.IsWhole, outcome.Error?.ToString() ?? $"{outcome.Result} {outcome.Failure}");
    }
}
