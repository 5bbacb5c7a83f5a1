using System.Buffers;

namespace Patchbay.Sockets;

/// <summary>
/// What a ring tells a reader: bytes in a buffer lent by the kernel or in a block of our own, the end of the bytes, or a cancellation.
/// While under way it hangs in the reader's inbox by <see cref="InboxNext"/>; bytes then join the reader's sequence by <see cref="Link"/>.
/// </summary>
internal sealed class ReceivedSegment : ReadOnlySequenceSegment<byte>
{
    ReceivedSegment(SegmentKind kind) => Kind = kind;

    /// <summary>A buffer of the ring's buffer ring.</summary>
    public ReceivedSegment(ushort bufferId) : this(SegmentKind.Lent) => BufferId = bufferId;

    /// <summary>A block of our own.</summary>
    public ReceivedSegment(PinnedBlock block) : this(SegmentKind.Owned) => Block = block;

    public SegmentKind Kind { get; }

    public ushort BufferId { get; }

    public PinnedBlock? Block { get; }

    /// <summary>Why the bytes ended; null for the peer's FIN.</summary>
    public Exception? Error { get; private init; }

    public ReceivedSegment? InboxNext { get; set; }

    /// <summary>Counts towards the limit of what is unread.</summary>
    public bool IsCounted { get; set; }

    public int Length => Memory.Length;

    public static ReceivedSegment End(Exception? error) => new(SegmentKind.End) { Error = error };

    public static ReceivedSegment Marker(SegmentKind kind) => new(kind);

    public void Fill(ReadOnlyMemory<byte> bytes)
    {
        Memory = bytes;
        RunningIndex = 0;
        Next = null;
    }

    /// <summary>More bytes behind the same ones, in the same place of the sequence.</summary>
    public void Extend(ReadOnlyMemory<byte> bytes) => Memory = bytes;

    public void Link(ReceivedSegment next)
    {
        next.RunningIndex = RunningIndex + Memory.Length;
        Next = next;
    }
}
