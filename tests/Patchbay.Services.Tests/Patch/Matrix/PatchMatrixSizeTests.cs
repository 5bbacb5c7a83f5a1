using System.Security.Cryptography;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Much at once, both ways and in one: what arrives has the hash of what was said.</summary>
[Collection(AloneCollection.Name)]
public class PatchMatrixSizeTests : MatrixTests
{
    const long Much = 64L << 20, VeryMuch = 1L << 30;

    [NeedsTheory("linux", "python3")]
    [InlineData("splice", "tcp-listen", "tcp")]
    [InlineData("splice", "unix-listen", "tcp")]
    [InlineData("auto", "tcp-listen", "tls")]
    [InlineData("auto", "ws-listen", "unix")]
    [InlineData("sockets", "tls-listen", "exec")]
    public Task Sixty_four_MiB_arrive_as_they_were_said(string way, string a, string b) => CarryAsync(way, a, b, Much);

    [NeedsTheory("linux", "python3", "slow")]
    [InlineData("splice", "tcp-listen", "tcp")]
    [InlineData("splice", "unix-listen", "tcp")]
    [InlineData("auto", "tcp-listen", "tls")]
    [InlineData("auto", "ws-listen", "unix")]
    [InlineData("sockets", "tls-listen", "exec")]
    public Task A_GiB_arrives_as_it_was_said(string way, string a, string b) => CarryAsync(way, a, b, VeryMuch);

    static Task CarryAsync(string way, string a, string b, long size) => EachAsync(way, [(a, b)], async run =>
    {
        // An eighth goes the other way at the same time.
        var saying = Task.WhenAll(SayAsync(run.PeerA, size), SayAsync(run.PeerB, size / 8));
        var heard = await Task.WhenAll(HearAsync(run.PeerB), HearAsync(run.PeerA));
        Assert.Equal(await saying, heard);
        var outcome = await run.ResultAsync();
        Assert.True(outcome.IsWhole, $"{outcome.Result} {outcome.Failure}");
        Assert.Equal((size, size / 8), (outcome.Result!.AToB.Bytes, outcome.Result.BToA.Bytes));
    });

    static async Task<(long Count, string Hash)> SayAsync(PatchEnd end, long size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = RandomNumberGenerator.GetBytes(256 * 1024);
        for (long done = 0; done < size; done += block.Length)
        {
            // No two blocks are alike.
            BitConverter.TryWriteBytes(block, done);
            hash.AppendData(block);
            await MatrixTalk.SendAsync(end, block);
        }

        await end.FinishAsync(default).AsTask().Within("the speaker finishes");
        return (size, Convert.ToHexString(hash.GetHashAndReset()));
    }

    static async Task<(long Count, string Hash)> HearAsync(PatchEnd end)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long count = 0; ;)
        {
            var read = await end.ReceiveAsync(default).AsTask().Within("something is heard");
            foreach (var segment in read.Bytes)
            {
                hash.AppendData(segment.Span);
            }

            count += read.Bytes.Length;
            end.Advance();
            if (read.IsEnd)
            {
                return (count, Convert.ToHexString(hash.GetHashAndReset()));
            }
        }
    }
}
