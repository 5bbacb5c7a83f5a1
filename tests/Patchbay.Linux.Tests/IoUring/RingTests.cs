using Patchbay.Linux.IoUring;

namespace Patchbay.Linux.Tests.IoUring;

/// <summary>The ring against the kernel. Every test stays on one thread: a ring belongs to the thread that made it.</summary>
public sealed unsafe class RingTests
{
    [NeedsFact("linux")]
    public void An_operation_comes_back_with_what_it_carried()
    {
        using var ring = Make(8, 16);
        ring.NextEntry()->PrepareNop(userData: 0xABCD_0123_4567_89EF);
        Assert.Equal(1u, ring.Pending);
        Assert.Equal(0, ring.Enter(wait: true));
        var completion = Assert.Single(Take(ring));
        Assert.Equal(0xABCD_0123_4567_89EFul, completion.UserData);
        Assert.Equal(0, completion.Result);
        Assert.False(completion.HasMore);
        Assert.Equal(0u, ring.Pending);
        Assert.False(ring.HasCompletions);
    }

    [NeedsFact("linux")]
    public void A_full_queue_gives_no_entry_until_it_is_submitted()
    {
        using var ring = Make(8, 16);
        for (var i = 0; i < ring.SubmissionCapacity; i++)
        {
            var entry = ring.NextEntry();
            Assert.True(entry != null);
            Assert.Equal(i, ring.PositionOf(entry));
            entry->PrepareNop((ulong)i);
        }

        Assert.True(ring.NextEntry() == null);
        Assert.Equal(0, ring.Enter(wait: false));
        Assert.True(ring.NextEntry() != null);
    }

    [NeedsFact("linux")]
    public void Completions_that_nobody_takes_are_kept_beyond_the_size_of_the_queue()
    {
        using var ring = Make(8, 16);
        const int count = 200;
        var submitted = 0;
        while (submitted < count)
        {
            var entry = ring.NextEntry();
            if (entry == null)
            {
                Assert.Contains(ring.Enter(wait: false), new[] { 0, Errno.EBUSY });
                if (ring.NextEntry() is var next && next == null)
                {
                    break;
                }

                entry = next;
            }

            entry->PrepareNop((ulong)submitted++);
        }

        var seen = new List<ulong>();
        for (var round = 0; seen.Count < submitted && round < count; round++)
        {
            _ = ring.Enter(wait: false);
            seen.AddRange(Take(ring).Select(static completion => completion.UserData));
        }

        Assert.True(submitted > 16, "the queue must have overflown for this to say anything");
        Assert.Equal(Enumerable.Range(0, submitted).Select(static i => (ulong)i), seen);
    }

    [NeedsFact("linux")]
    public void A_receive_names_the_buffer_that_has_the_bytes_and_lives_on()
    {
        using var ring = Make(8, 16);
        using var buffers = MakeBuffers(ring, 4, 64);
        using var pair = new Pair();
        ring.NextEntry()->PrepareMultishotReceive(pair.Second, buffers.Group, userData: 7);
        Send(ring, pair.First, "one"u8);
        var first = Assert.Single(TakeUntil(ring, 7));
        Assert.True(first.HasMore && first.HasBuffer);
        Assert.Equal("one"u8.ToArray(), buffers.Slice(first.BufferId, first.Result).ToArray());
        Send(ring, pair.First, "two!"u8);
        var second = Assert.Single(TakeUntil(ring, 7));
        Assert.Equal("two!"u8.ToArray(), buffers.Slice(second.BufferId, second.Result).ToArray());
        Assert.NotEqual(first.BufferId, second.BufferId);
    }

    [NeedsFact("linux")]
    public void A_receive_without_a_buffer_says_so_and_goes_on_with_one_that_came_back()
    {
        using var ring = Make(8, 16);
        using var buffers = MakeBuffers(ring, 1, 8);
        using var pair = new Pair();
        ring.NextEntry()->PrepareMultishotReceive(pair.Second, buffers.Group, userData: 7);
        Send(ring, pair.First, "12345678abc"u8);
        var completions = TakeUntil(ring, 7, static completion => !completion.HasMore);
        Assert.Equal(8, completions[0].Result);
        Assert.Equal(-Errno.ENOBUFS, completions[^1].Result);
        buffers.Add(completions[0].BufferId);
        buffers.Publish();
        ring.NextEntry()->PrepareMultishotReceive(pair.Second, buffers.Group, userData: 8);
        var rest = Assert.Single(TakeUntil(ring, 8));
        Assert.Equal("abc"u8.ToArray(), buffers.Slice(rest.BufferId, rest.Result).ToArray());
    }

    [NeedsFact("linux")]
    public void A_cancelled_receive_ends_and_the_bytes_stay_in_the_socket()
    {
        using var ring = Make(8, 16);
        using var buffers = MakeBuffers(ring, 2, 64);
        using var pair = new Pair();
        ring.NextEntry()->PrepareMultishotReceive(pair.Second, buffers.Group, userData: 7);
        ring.NextEntry()->PrepareCancelAll(pair.Second, userData: 9);
        var ended = Assert.Single(TakeUntil(ring, 7));
        Assert.Equal(-Errno.ECANCELED, ended.Result);
        Assert.False(ended.HasMore);
        Send(ring, pair.First, "later"u8);
        ring.NextEntry()->PrepareReceive(pair.Second, buffers.Group, 3, userData: 8);
        Assert.Equal(3, Assert.Single(TakeUntil(ring, 8)).Result);
    }

    static Ring Make(uint submissions, uint completions)
    {
        Assert.True(Ring.TryCreate(submissions, completions, out var ring, out var errno), $"io_uring: {Errno.Describe(errno)}");
        return ring!;
    }

    static BufferRing MakeBuffers(Ring ring, int count, int size)
    {
        Assert.True(BufferRing.TryCreate(ring, group: 3, count, size, out var buffers, out var errno), Errno.Describe(errno));
        return buffers!;
    }

    static void Send(Ring ring, int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            ring.NextEntry()->PrepareSend(descriptor, start, (uint)bytes.Length, pollFirst: false, userData: 1);
            Assert.Equal(0, ring.Enter(wait: true));
        }
    }

    static List<CompletionEntry> Take(Ring ring)
    {
        var batch = new CompletionEntry[64];
        return [.. batch[..ring.TakeCompletions(batch)]];
    }

    static List<CompletionEntry> TakeUntil(Ring ring, ulong userData, Func<CompletionEntry, bool>? isLast = null)
    {
        var seen = new List<CompletionEntry>();
        for (var round = 0; round < 100; round++)
        {
            if (!ring.HasCompletions)
            {
                Assert.Equal(0, ring.Enter(wait: true));
            }

            seen.AddRange(Take(ring).Where(completion => completion.UserData == userData));
            if (seen.Count > 0 && (isLast?.Invoke(seen[^1]) ?? true))
            {
                return seen;
            }
        }

        throw new Xunit.Sdk.XunitException("The completion never came.");
    }

    sealed class Pair : IDisposable
    {
        public Pair()
        {
            Assert.Equal(0, SocketCalls.SocketPair(out var first, out var second));
            (First, Second) = (first, second);
        }

        public int First { get; }

        public int Second { get; }

        public void Dispose()
        {
            _ = SocketCalls.Close(First);
            _ = SocketCalls.Close(Second);
        }
    }
}
