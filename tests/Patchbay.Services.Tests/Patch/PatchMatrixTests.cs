using System.Buffers;
using System.Security.Cryptography;
using Patchbay.Services.Patch;
using Patchbay.Sockets;
using Patchbay.TestSupport;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Each kind of end with each other, one row a test: what was said arrives, whoever finishes first, is slow, or is killed.</summary>
// Slow until it is found why one run in several stops without an end: a run that stops would stop the others with it.
public sealed class PatchMatrixTests : IAsyncDisposable
{
    const int Size = 200_000;

    readonly ISocketEngine _engine = SocketEngine.Create(EngineKind.Sockets);
    readonly TemporaryFolder _folder = new();
    int _names;

    public static TheoryData<string> Rows => [.. MatrixEnd.Kinds];

    [NeedsTheory("linux", "slow")]
    [MemberData(nameof(Rows))]
    public Task No_byte_is_lost_when_the_first_finishes_first(string a) => TalkAsync(a, (one, other) => FinishInTurnAsync(one, other));

    [NeedsTheory("linux", "slow")]
    [MemberData(nameof(Rows))]
    public Task No_byte_is_lost_when_the_second_finishes_first(string a) => TalkAsync(a, (one, other) => FinishInTurnAsync(other, one));

    [NeedsTheory("linux", "slow")]
    [MemberData(nameof(Rows))]
    public Task No_byte_is_lost_when_one_is_slow_and_both_speak_at_once(string a) => TalkAsync(a, SpeakAtOnceAsync);

    [NeedsTheory("linux", "slow")]
    [MemberData(nameof(Rows))]
    public Task A_killed_side_is_told_and_never_shown_as_an_end(string a) => EachAsync(a, async run =>
    {
        await run.PeerA.SendAsync(new ReadOnlySequence<byte>(new byte[1000]), more: false, default).AsTask().Within("the first bytes leave");
        await ReceiveAsync(run.PeerB, 1000);
        run.PeerA.Abort("killed");
        if (run.EndA.TellsReset && run.EndB.TellsReset)
        {
            await Assert.ThrowsAnyAsync<Exception>(async () => await ReceiveAllAsync(run.PeerB));
        }
        else if (!run.EndA.TellsReset)
        {
            // The death of a Unix socket's or a pipe's owner looks like an end (unix(7)); that it takes nothing any more shows when somebody speaks to it.
            await SpeakUntilCutAsync(run.PeerB, run.Over).Within("the cut is told");
        }

        Assert.False((await run.ResultAsync()).IsWhole);
    });

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    Task TalkAsync(string a, Func<PatchEnd, PatchEnd, Task> talk) => EachAsync(a, async run =>
    {
        await talk(run.PeerA, run.PeerB);
        var outcome = await run.ResultAsync();
        Assert.True(outcome.IsWhole, outcome.Error?.ToString() ?? $"{outcome.Result} {outcome.Failure}");
    });

    async Task EachAsync(string a, Func<MatrixRun, Task> test)
    {
        foreach (var b in Others(a))
        {
            try
            {
                await using var run = await StartAsync(a, b);
                await test(run);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"{a} to {b}: {error.Message}", error);
            }
        }
    }

    /// <summary>There is only one stdin.</summary>
    static IEnumerable<string> Others(string a) => MatrixEnd.Kinds.Where(b => a != "standard" || b != "standard");

    async Task<MatrixRun> StartAsync(string a, string b)
    {
        var endA = await MatrixEnd.OpenAsync(a, _engine, _folder, $"{_names++}");
        var endB = await MatrixEnd.OpenAsync(b, _engine, _folder, $"{_names++}");
        return await MatrixRun.StartAsync(endA, endB);
    }

    /// <summary>One says everything and finishes; the other hears it all, and only then answers.</summary>
    static async Task FinishInTurnAsync(PatchEnd one, PatchEnd other)
    {
        var (question, answer) = (RandomNumberGenerator.GetBytes(Size), RandomNumberGenerator.GetBytes(Size));
        var heard = ReceiveAsync(other, Size);
        await SayAsync(one, question);
        Assert.Equal(question, await heard);
        await HearEndAsync(other);
        heard = ReceiveAsync(one, Size);
        await SayAsync(other, answer);
        Assert.Equal(answer, await heard);
        await HearEndAsync(one);
    }

    static async Task SpeakAtOnceAsync(PatchEnd one, PatchEnd other)
    {
        var (said, answer) = (RandomNumberGenerator.GetBytes(Size), RandomNumberGenerator.GetBytes(Size));
        var saying = Task.WhenAll(SayAsync(one, said), SayAsync(other, answer));
        var heard = ReceiveAsync(one, Size);
        // The slow one takes a little at a time, and begins when the fast one has heard everything.
        Assert.Equal(answer, await heard);
        Assert.Equal(said, await ReceiveAsync(other, Size, slowly: true));
        await saying;
        await Task.WhenAll(HearEndAsync(one), HearEndAsync(other));
    }

    static async Task SayAsync(PatchEnd end, byte[] bytes)
    {
        for (var done = 0; done < bytes.Length; done += 20_000)
        {
            await end.SendAsync(new ReadOnlySequence<byte>(bytes.AsMemory(done, Math.Min(20_000, bytes.Length - done))), more: false, default).AsTask().Within($"{end.Name} takes byte {done}");
        }

        await end.FinishAsync(default).AsTask().Within($"{end.Name} finishes");
    }

    static async Task<byte[]> ReceiveAsync(PatchEnd end, int count, bool slowly = false)
    {
        var all = new ArrayBufferWriter<byte>();
        while (all.WrittenCount < count)
        {
            var read = await end.ReceiveAsync(default).AsTask().Within($"{end.Name} gives byte {all.WrittenCount} of {count}");
            foreach (var segment in read.Bytes)
            {
                all.Write(segment.Span);
            }

            end.Advance();
            Assert.False(read.IsEnd && all.WrittenCount < count, $"The end after {all.WrittenCount} of {count} bytes.");
            if (slowly)
            {
                await Task.Yield();
            }
        }

        return all.WrittenSpan.ToArray();
    }

    static async Task SpeakUntilCutAsync(PatchEnd end, Task over)
    {
        try
        {
            while (!over.IsCompleted)
            {
                await Task.WhenAny(over, end.SendAsync(new ReadOnlySequence<byte>(new byte[10_000]), more: false, default).AsTask()).Unwrap();
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It was told.
        }
    }

    /// <summary>Our stdout has no end before the program's.</summary>
    static async Task HearEndAsync(PatchEnd end)
    {
        if (end is not StandardPeer)
        {
            Assert.Equal(0, await ReceiveAllAsync(end));
        }
    }

    static async Task<long> ReceiveAllAsync(PatchEnd end)
    {
        for (long count = 0; ;)
        {
            var read = await end.ReceiveAsync(default).AsTask().Within($"{end.Name} gives its end");
            count += read.Bytes.Length;
            if (!read.Bytes.IsEmpty || read.IsEnd)
            {
                end.Advance();
            }

            if (read.IsEnd)
            {
                return count;
            }
        }
    }
}
