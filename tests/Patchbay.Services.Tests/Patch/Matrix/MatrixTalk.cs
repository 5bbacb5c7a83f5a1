using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Patch;

/// <summary>What peers say to each other through a patch.</summary>
static class MatrixTalk
{
    const int Piece = 20_000;

    /// <summary>Words of a test: any bytes, or lines of text where a terminal is in between.</summary>
    public static byte[] Words(MatrixRun run, int size)
    {
        return size == 0 || (!run.EndA.IsTerminal && !run.EndB.IsTerminal) ? RandomNumberGenerator.GetBytes(size) : Lines(size);
    }

    /// <summary>Lines of text, the last one whole.</summary>
    public static byte[] Lines(int size)
    {
        var text = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", size).ToCharArray();
        for (var i = 63; i < size; i += 64)
        {
            text[i] = '\n';
        }

        text[size - 1] = '\n';
        return Encoding.ASCII.GetBytes(text);
    }

    /// <summary>One says everything and finishes; the other hears it all, and only then answers.</summary>
    public static async Task FinishInTurnAsync(MatrixRun run, PatchEnd one, PatchEnd other, int size)
    {
        var (question, answer) = (Words(run, size), Words(run, size));
        var heard = HearAsync(other, size);
        await SayAsync(one, question);
        Assert.Equal(question, await heard);
        await HearEndAsync(other);
        heard = HearAsync(one, size);
        await SayAsync(other, answer);
        Assert.Equal(answer, await heard);
        await HearEndAsync(one);
    }

    /// <summary>Both speak at once; A takes everything before B, which takes a little at a time, takes the first.</summary>
    public static async Task SpeakAtOnceAsync(MatrixRun run, int size)
    {
        var (said, answer) = (Words(run, size), Words(run, size));
        var saying = Task.WhenAll(SayAsync(run.PeerA, said), SayAsync(run.PeerB, answer));
        Assert.Equal(answer, await HearAsync(run.PeerA, size));
        Assert.Equal(said, await HearAsync(run.PeerB, size, slowly: true));
        await saying;
        await Task.WhenAll(HearEndAsync(run.PeerA), HearEndAsync(run.PeerB));
    }

    public static async Task SayAsync(PatchEnd end, byte[] bytes)
    {
        for (var done = 0; done < bytes.Length; done += Piece)
        {
            await SendAsync(end, bytes.AsMemory(done, Math.Min(Piece, bytes.Length - done)));
        }

        await end.FinishAsync(default).AsTask().Within($"{end.Name} finishes");
    }

    public static Task SendAsync(PatchEnd end, ReadOnlyMemory<byte> bytes) =>
        end.SendAsync(new ReadOnlySequence<byte>(bytes), more: false, default).AsTask().Within($"{end.Name} takes {bytes.Length} bytes");

    public static async Task<byte[]> HearAsync(PatchEnd end, int count, bool slowly = false)
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

    /// <summary>One message, however long.</summary>
    public static async Task<byte[]> HearMessageAsync(PatchEnd end)
    {
        var read = await end.ReceiveAsync(default).AsTask().Within($"{end.Name} gives a message");
        var message = read.Bytes.ToArray();
        end.Advance();
        return message;
    }

    /// <summary>Our stdout has no end before the program's, and messages have none.</summary>
    public static async Task HearEndAsync(PatchEnd end)
    {
        if (end is not StandardPeer && !end.KeepsBoundaries)
        {
            Assert.Equal(0, await HearRestAsync(end));
        }
    }

    /// <summary>How many bytes come before the end.</summary>
    public static async Task<long> HearRestAsync(PatchEnd end)
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

    /// <summary>
    /// The death of a Unix socket's or a pipe's owner looks like an end (unix(7)), and that of a peer of datagrams like nothing; that it takes nothing any more
    /// shows when somebody speaks to it.
    /// </summary>
    public static async Task SpeakUntilCutAsync(MatrixRun run, PatchEnd end)
    {
        var words = Words(run, 10_000);
        using var limit = new CancellationTokenSource(ChildProcess.Limit);
        try
        {
            for (var said = 1; !run.Over.IsCompleted; said++)
            {
                await Task.WhenAny(run.Over, end.SendAsync(new ReadOnlySequence<byte>(words), more: false, default).AsTask()).Unwrap().WaitAsync(limit.Token);
                // Datagrams leave at once, whether anybody takes them or not; a connection that is no longer heard is read on for a while. Not before
                // the patch had every chance to take the words: time that passes first is a silence, which ends datagrams whole.
                if (said > 100)
                {
                    run.LetTimePass();
                }

                await Task.WhenAny(run.Over, Task.Delay(TimeSpan.FromMilliseconds(1), limit.Token)).Unwrap();
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"No end of this within {ChildProcess.Limit.TotalSeconds:0} s: what {end.Name} says is cut.");
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It was told.
        }
    }
}
