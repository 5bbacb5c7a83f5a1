using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>
/// The receive buffers of one ring and who has them: the kernel, or a reader. A buffer is lent to a reader without a copy while more than a quarter is
/// left with the kernel; beyond that bytes are copied out and the buffer goes back at once, so readers that sit on their bytes can slow nobody down.
/// </summary>
internal sealed class RingBuffers : IDisposable
{
    const int None = -1;

    readonly BufferRing _ring;
    readonly PinnedBlockPool _blocks;
    readonly ReceivedSegment[] _segments;
    readonly int[] _returnedNext;
    readonly int _reserve;
    readonly int _threadId = Environment.CurrentManagedThreadId;
    int _lent, _returned = None;
    bool _added;

    public RingBuffers(BufferRing ring, PinnedBlockPool blocks)
    {
        _ring = ring;
        _blocks = blocks;
        _reserve = Math.Max(1, ring.Count / 4);
        _segments = new ReceivedSegment[ring.Count];
        for (var id = 0; id < _segments.Length; id++)
        {
            _segments[id] = new ReceivedSegment((ushort)id);
        }

        _returnedNext = new int[ring.Count];
    }

    public ushort Group => _ring.Group;

    public int Size => _ring.Size;

    /// <summary>Buffers with readers, those on their way back included.</summary>
    public int Lent => _lent;

    /// <summary>The bytes of a completed receive as a segment that the reader must <see cref="Return"/>. Ring thread.</summary>
    public ReceivedSegment Take(ushort id, int length)
    {
        var bytes = _ring.Slice(id, length);
        if (_ring.Count - _lent > _reserve)
        {
            _lent++;
            var lent = _segments[id];
            lent.Fill(bytes);
            return lent;
        }

        var copy = Copy(bytes.Span);
        Recycle(id);
        return copy;
    }

    /// <summary>Gives a buffer back to the kernel without lending it. Ring thread.</summary>
    public void Recycle(ushort id)
    {
        _ring.Add(id);
        _added = true;
    }

    /// <summary>At most a block's worth of bytes in a block of our own. Any thread.</summary>
    public ReceivedSegment Copy(ReadOnlySpan<byte> bytes)
    {
        var block = _blocks.Rent();
        bytes.CopyTo(block.Free.Span);
        block.End = bytes.Length;
        block.Segment.Fill(block.Filled);
        return block.Segment;
    }

    /// <summary>The reader is done with these bytes. Any thread.</summary>
    public void Return(ReceivedSegment segment)
    {
        if (segment.Kind == SegmentKind.Owned)
        {
            _blocks.Return(segment.Block!);
        }
        else if (segment.Kind == SegmentKind.Lent)
        {
            if (Environment.CurrentManagedThreadId == _threadId)
            {
                _lent--;
                Recycle(segment.BufferId);
            }
            else
            {
                PushReturned(segment.BufferId);
            }
        }
    }

    // A stack that many push to and one empties as a whole: without a single pop there is no ABA.
    void PushReturned(int id)
    {
        int head;
        do
        {
            head = Volatile.Read(ref _returned);
            _returnedNext[id] = head;
        }
        while (Interlocked.CompareExchange(ref _returned, id, head) != head);
    }

    /// <summary>Hands everything returned so far to the kernel. Once a loop. Ring thread.</summary>
    public void Publish()
    {
        if (Volatile.Read(ref _returned) != None)
        {
            for (var id = Interlocked.Exchange(ref _returned, None); id != None; id = _returnedNext[id])
            {
                _lent--;
                Recycle((ushort)id);
            }
        }

        if (_added)
        {
            _added = false;
            _ring.Publish();
        }
    }

    public void Dispose() => _ring.Dispose();
}
