using System.Diagnostics.CodeAnalysis;

namespace Patchbay.Linux.IoUring;

/// <summary>
/// Buffers lent to the kernel, from which a receive takes one only when bytes are there (IORING_REGISTER_PBUF_RING). The memory is one pinned array,
/// so that a buffer is an ordinary <see cref="Memory{T}"/>. For the ring's thread only.
/// </summary>
public sealed unsafe class BufferRing : IDisposable
{
    // One cache line between two buffers. Without it the first bytes of all of them, which is all that short messages touch, would share a few cache sets.
    const int Gap = 64;

    readonly Ring _ring;
    readonly Entry* _entries;
    readonly nuint _entriesLength;
    readonly byte* _start;
    readonly ushort _mask;
    ushort _tail;

    BufferRing(Ring ring, Entry* entries, nuint entriesLength, ushort group, int count, int size, byte[] memory)
    {
        _ring = ring;
        _entries = entries;
        _entriesLength = entriesLength;
        _mask = (ushort)(count - 1);
        Group = group;
        Count = count;
        Size = size;
        Array = memory;
        _start = (byte*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        for (var id = 0; id < count; id++)
        {
            Add((ushort)id);
        }

        Publish();
    }

    /// <summary>The number that a receive names.</summary>
    public ushort Group { get; }

    /// <summary>How many buffers.</summary>
    public int Count { get; }

    /// <summary>Bytes in one.</summary>
    public int Size { get; }

    /// <summary>All of them. Pinned.</summary>
    byte[] Array { get; }

    /// <summary>The first bytes of a buffer. The memory stays where it is.</summary>
    /// <param name="id">Which buffer.</param>
    /// <param name="length">0 to <see cref="Size"/>.</param>
    public Memory<byte> Slice(ushort id, int length) => Array.AsMemory(id * (Size + Gap), length);

    /// <summary>Makes the buffers and registers them; on failure gives the errno.</summary>
    /// <param name="ring">Whose receives use them.</param>
    /// <param name="group">A number of the caller's choice, unique in the ring.</param>
    /// <param name="count">A power of two up to 32768.</param>
    /// <param name="size">Bytes in one.</param>
    /// <param name="buffers">The buffers.</param>
    /// <param name="errno">0, or why not.</param>
    public static bool TryCreate(Ring ring, ushort group, int count, int size, [NotNullWhen(true)] out BufferRing? buffers, out int errno)
    {
        buffers = null;
        var length = (nuint)(count * sizeof(Entry));
        var entries = IoUringCalls.mmap(null, length, IoUringCalls.PROT_READ_WRITE, IoUringCalls.MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (entries == IoUringCalls.MapFailed)
        {
            errno = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
            return false;
        }

        errno = ring.RegisterBuffers(entries, (uint)count, group);
        if (errno != 0)
        {
            _ = IoUringCalls.munmap(entries, length);
            return false;
        }

        // Zeroed on purpose: every page is touched now, not in the middle of a burst.
        var memory = GC.AllocateArray<byte>(count * (size + Gap), pinned: true);
        memory.AsSpan().Clear();
        buffers = new BufferRing(ring, (Entry*)entries, length, group, count, size, memory);
        return true;
    }

    /// <summary>Lends a buffer to the kernel again. It is seen at the next <see cref="Publish"/>.</summary>
    public void Add(ushort id)
    {
        var entry = &_entries[_tail & _mask];

        // Not the whole entry: the reserved word of entry 0 is the tail the kernel reads.
        entry->Address = (ulong)(_start + ((nint)id * (Size + Gap)));
        entry->Length = (uint)Size;
        entry->Id = id;
        _tail++;
    }

    /// <summary>Lets the kernel see what was added.</summary>
    public void Publish() => Volatile.Write(ref _entries->Tail, _tail);

    /// <summary>Takes the buffers back from the kernel.</summary>
    public void Dispose()
    {
        _ring.UnregisterBuffers(Group);
        _ = IoUringCalls.munmap(_entries, _entriesLength);
    }

    /// <summary>struct io_uring_buf; in entry 0 the last field is the ring's tail.</summary>
    struct Entry
    {
        public ulong Address;
        public uint Length;
        public ushort Id;
        public ushort Tail;
    }
}
