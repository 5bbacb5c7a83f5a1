using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>
/// Datagrams to receive into or to send from, in memory that is reused from one batch to the next: receiving into it and sending it back allocates
/// nothing. Not thread-safe; while a receive or send is under way the batch belongs to it.
/// </summary>
/// <remarks>
/// Holds <see cref="Capacity"/> × <see cref="MaxDatagramSize"/> bytes. Received through a socket with <see cref="DatagramOptions.Offload"/> it also sets
/// aside 64 KiB of address space for each datagram of its capacity, 64 at most; what is not used of it takes no memory.
/// </remarks>
public sealed unsafe class DatagramBatch
{
    /// <summary>The most messages that are received at once as runs.</summary>
    internal const int MostRuns = 64;

    /// <summary>What one run needs: the longest UDP payload.</summary>
    internal const int RunRoom = 65_536;

    // A cache line between the rooms: else their heads would share a few cache sets.
    const int CacheLine = 64;
    const int RunStride = RunRoom + CacheLine;

    readonly Entry[] _entries;
    readonly int _stride;
    byte[]? _room, _runs, _peers;
    Arrival[]? _arrivals;
    DatagramArrival[]? _madeArrivals;
    PeerCache? _cache;

    /// <summary>Room for <paramref name="capacity"/> datagrams of at most <paramref name="maxDatagramSize"/> bytes.</summary>
    /// <param name="capacity">1 to 1,024.</param>
    /// <param name="maxDatagramSize">1 to 65,535; a longer datagram is cut to it, see <see cref="IsTruncated"/>.</param>
    public DatagramBatch(int capacity = 64, int maxDatagramSize = 2048)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDatagramSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDatagramSize, 65_535);
        Capacity = capacity;
        MaxDatagramSize = maxDatagramSize;
        _stride = ((maxDatagramSize + CacheLine - 1) & -CacheLine) + CacheLine;
        _entries = new Entry[capacity];
        for (var i = 0; i < capacity; i++)
        {
            _entries[i].Slot = i;
        }
    }

    /// <summary>The most datagrams it holds.</summary>
    public int Capacity { get; }

    /// <summary>The most bytes of one.</summary>
    public int MaxDatagramSize { get; }

    /// <summary>How many it holds now.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a datagram.</summary>
    public Memory<byte> this[int index]
    {
        get
        {
            ref var entry = ref At(index);
            return (entry.IsInRun ? _runs : _room).AsMemory(entry.Offset, entry.Length);
        }
    }

    /// <summary>Who sent it, or to whom it goes; null on a connected socket and for a Unix sender without a name.</summary>
    /// <remarks>End points are made when asked for and remembered for the last peers: do not change them.</remarks>
    public EndPoint? Peer(int index)
    {
        ref var entry = ref At(index);
        return entry.PeerLength == 0 ? null : (_cache ??= new PeerCache()).Find(PeerBytes(in entry));
    }

    /// <summary>The datagram was longer than <see cref="MaxDatagramSize"/>: its end is lost (MSG_TRUNC).</summary>
    public bool IsTruncated(int index) => At(index).IsTruncated;

    /// <summary>How long the datagram was on the wire; 0 where the platform does not tell.</summary>
    public int TrueLength(int index) => At(index).TrueLength;

    /// <summary>Where it came to; null unless <see cref="DatagramOptions.TellArrival"/> asked for it.</summary>
    /// <remarks>What is sent back with the batch it came in leaves from there on Linux, where it is an address of ours: a connected client takes answers from no other.</remarks>
    public DatagramArrival? ArrivedAt(int index)
    {
        ref var entry = ref At(index);
        return entry.HasMadeArrival ? _madeArrivals![entry.Slot] : entry.HasArrival ? _arrivals![entry.Slot].Read() : null;
    }

    /// <summary>Adds a datagram to send.</summary>
    /// <param name="bytes">At most <see cref="MaxDatagramSize"/>; copied.</param>
    /// <param name="peer">Where to; null on a connected socket.</param>
    /// <returns>False when the batch is full.</returns>
    /// <exception cref="ArgumentException">Too many bytes.</exception>
    /// <exception cref="NotSupportedException">The peer is neither an IP nor a Unix end point.</exception>
    public bool TryAdd(ReadOnlySpan<byte> bytes, EndPoint? peer = null)
    {
        if (bytes.Length > MaxDatagramSize)
        {
            throw new ArgumentException($"A datagram of {bytes.Length} bytes does not fit into {MaxDatagramSize}.", nameof(bytes));
        }

        if (Count == Capacity)
        {
            return false;
        }

        var peerLength = peer is null ? 0 : SocketAddressBytes.Write(peer, PeerRoom(Count));
        bytes.CopyTo(Room(Count).Span);
        Take(bytes.Length, bytes.Length, isTruncated: false, peerLength);
        return true;
    }

    /// <summary>The same for a peer whose socket address is at hand: no object is made for it.</summary>
    internal bool TryAddTo(ReadOnlySpan<byte> peer, ReadOnlySpan<byte> bytes)
    {
        if (Count == Capacity || bytes.Length > MaxDatagramSize)
        {
            return false;
        }

        peer.CopyTo(PeerRoom(Count));
        bytes.CopyTo(Room(Count).Span);
        Take(bytes.Length, bytes.Length, isTruncated: false, peer.Length);
        return true;
    }

    /// <summary>Takes one out; the order of the others stays.</summary>
    public void RemoveAt(int index)
    {
        // The rooms stay where they are: what was removed lends its own to whatever is added next.
        var removed = At(index);
        Count--;
        Array.Copy(_entries, index + 1, _entries, index, Count - index);
        _entries[Count] = removed;
    }

    /// <summary>Makes a datagram shorter, from its end: what an answer that may not be longer than its question needs.</summary>
    public void Shorten(int index, int length)
    {
        ref var entry = ref At(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, entry.Length);
        entry.Length = entry.TrueLength = length;
        entry.IsTruncated = false;
    }

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    /// <summary>The whole room of a datagram that is not there yet: <paramref name="index"/> from <see cref="Count"/> on.</summary>
    internal Memory<byte> Room(int index) =>
        (_room ??= Pinned(Capacity * _stride)).AsMemory(_entries[index].Slot * _stride, MaxDatagramSize);

    /// <summary>The room of the next datagram.</summary>
    internal Memory<byte> NextSlot => Room(Count);

    /// <summary>The room of run number <paramref name="index"/>, <see cref="RunRoom"/> bytes.</summary>
    internal byte* Run(int index) => Address(_runs ??= Pinned(Math.Min(Capacity, MostRuns) * RunStride)) + (index * RunStride);

    /// <summary>The room of a peer of a datagram that is not there yet.</summary>
    internal Span<byte> PeerRoom(int index) => (_peers ??= Pinned(Capacity * SocketAddressBytes.MostBytes)).AsSpan(_entries[index].Slot * SocketAddressBytes.MostBytes, SocketAddressBytes.MostBytes);

    /// <summary>What lies in <see cref="Room"/> and <see cref="PeerRoom"/> of <see cref="Count"/> becomes the next datagram.</summary>
    internal void Take(int length, int trueLength, bool isTruncated, int peerLength)
    {
        ref var entry = ref _entries[Count++];
        entry.Offset = entry.Slot * _stride;
        entry.Length = length;
        entry.TrueLength = trueLength;
        entry.IsTruncated = isTruncated;
        entry.PeerLength = peerLength;
        entry.IsInRun = entry.HasArrival = entry.HasMadeArrival = false;
    }

    /// <summary>What lies in <see cref="NextSlot"/> becomes the next datagram, with what its engine tells of it.</summary>
    internal void Take(int length, int trueLength, EndPoint? peer, DatagramArrival? arrival)
    {
        Take(length, trueLength, trueLength > length, peer is null ? 0 : SocketAddressBytes.Write(peer, PeerRoom(Count)));
        if (arrival is not null)
        {
            ref var entry = ref _entries[Count - 1];
            entry.HasMadeArrival = true;
            (_madeArrivals ??= new DatagramArrival[Capacity])[entry.Slot] = arrival;
        }
    }

    /// <summary>A piece of run number <paramref name="run"/> becomes the next datagram, without being copied.</summary>
    internal void TakeFromRun(int run, int offset, int trueLength, ReadOnlySpan<byte> peer)
    {
        peer.CopyTo(PeerRoom(Count));
        Take(Math.Min(trueLength, MaxDatagramSize), trueLength, trueLength > MaxDatagramSize, peer.Length);
        ref var entry = ref _entries[Count - 1];
        entry.Offset = (run * RunStride) + offset;
        entry.IsInRun = true;
    }

    /// <summary>Tells where the last datagram came to.</summary>
    /// <param name="destination">4 or 16 bytes.</param>
    /// <param name="interfaceIndex">The interface it came in by.</param>
    /// <param name="isForUs">The destination is an address of ours: what is sent back leaves from it.</param>
    internal void TakeArrival(ReadOnlySpan<byte> destination, int interfaceIndex, bool isForUs = false)
    {
        ref var entry = ref _entries[Count - 1];
        entry.HasArrival = true;
        entry.IsForUs = isForUs;
        (_arrivals ??= new Arrival[Capacity])[entry.Slot].Write(destination, interfaceIndex);
    }

    /// <summary>Where a datagram's bytes are: pinned, as long as the batch lives.</summary>
    internal byte* Pointer(int index, out int length)
    {
        ref var entry = ref At(index);
        length = entry.Length;
        return length == 0 ? null : Address((entry.IsInRun ? _runs : _room)!) + entry.Offset;
    }

    /// <summary>A peer's socket address, for a socket of that family: IPv4 becomes IPv4 within IPv6 and back.</summary>
    internal byte* PeerPointer(int index, bool wantsV6, out int length)
    {
        ref var entry = ref At(index);
        if (entry.PeerLength == (wantsV6 ? SocketAddressBytes.LengthV4 : SocketAddressBytes.LengthV6))
        {
            Convert(ref entry, wantsV6);
        }

        length = entry.PeerLength;
        return length == 0 ? null : Address(_peers!) + (entry.Slot * SocketAddressBytes.MostBytes);
    }

    internal ReadOnlySpan<byte> PeerBytes(int index) => PeerBytes(in At(index));

    /// <summary>The address a datagram came to, 4 or 16 bytes, without making an object of it; empty when not told.</summary>
    internal ReadOnlySpan<byte> ArrivalBytes(int index)
    {
        ref var entry = ref At(index);
        return entry.HasArrival ? _arrivals![entry.Slot].Destination : default;
    }

    /// <summary>The address of ours that an answer leaves from, so that its peer knows it; empty for the kernel's choice.</summary>
    internal ReadOnlySpan<byte> SourceBytes(int index)
    {
        ref var entry = ref At(index);
        return entry.HasArrival && entry.IsForUs ? _arrivals![entry.Slot].Destination : default;
    }

    void Convert(ref Entry entry, bool wantsV6)
    {
        var address = _peers.AsSpan(entry.Slot * SocketAddressBytes.MostBytes, SocketAddressBytes.MostBytes);
        if (wantsV6 && SocketAddressBytes.IsV4(address))
        {
            SocketAddressBytes.Map(address);
            entry.PeerLength = SocketAddressBytes.LengthV6;
        }
        else if (!wantsV6 && SocketAddressBytes.TryUnmap(address))
        {
            entry.PeerLength = SocketAddressBytes.LengthV4;
        }
    }

    ReadOnlySpan<byte> PeerBytes(in Entry entry) => entry.PeerLength == 0 ? default : _peers.AsSpan(entry.Slot * SocketAddressBytes.MostBytes, entry.PeerLength);

    ref Entry At(int index)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The batch holds {Count}.");
        }

        return ref _entries[index];
    }

    static byte[] Pinned(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);

    static byte* Address(byte[] pinned) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    struct Entry
    {
        /// <summary>Which room, peer and arrival are its own. Invariant: the slots of all entries, used or not, are 0 to capacity - 1.</summary>
        public int Slot;

        /// <summary>Where its bytes begin, in its room or in a run.</summary>
        public int Offset;

        public int Length, TrueLength, PeerLength;
        public bool IsInRun, IsTruncated, HasArrival, HasMadeArrival, IsForUs;
    }

    struct Arrival
    {
        AddressBytes _destination;
        int _length, _interface;

        public void Write(ReadOnlySpan<byte> destination, int interfaceIndex)
        {
            destination.CopyTo(_destination);
            (_length, _interface) = (destination.Length, interfaceIndex);
        }

        [UnscopedRef]
        public readonly ReadOnlySpan<byte> Destination => ((ReadOnlySpan<byte>)_destination)[.._length];

        public readonly DatagramArrival Read() => new(MappedAddress.Unmap(new IPAddress(Destination)), _interface);
    }
}
