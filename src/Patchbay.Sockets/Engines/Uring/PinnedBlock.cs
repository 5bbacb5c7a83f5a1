using System.Runtime.InteropServices;

namespace Patchbay.Sockets;

/// <summary>
/// A piece of memory that never moves, so that the kernel can read it while a send is under way. Part of one chain at a time, or of the pool.
/// </summary>
internal sealed unsafe class PinnedBlock
{
    readonly byte[] _array;

    public PinnedBlock(int size, bool isPooled)
    {
        _array = GC.AllocateUninitializedArray<byte>(size, pinned: true);
        Pointer = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
        IsPooled = isPooled;
    }

    public byte* Pointer { get; }

    public bool IsPooled { get; }

    /// <summary>How much of it is filled. Only its writer moves it.</summary>
    public int End { get; set; }

    /// <summary>The block after it. Invariant: once set, <see cref="End"/> is final.</summary>
    public volatile PinnedBlock? Next;

    /// <summary>The block as part of what a reader sees; made when first needed.</summary>
    public ReceivedSegment Segment => field ??= new ReceivedSegment(this);

    public Memory<byte> Free => _array.AsMemory(End);

    public int FreeLength => _array.Length - End;

    public Memory<byte> Filled => _array.AsMemory(0, End);

    public void Reset()
    {
        End = 0;
        Next = null;
    }
}
