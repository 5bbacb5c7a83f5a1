using System.Net;

namespace Patchbay.Sockets;

/// <summary>
/// Datagrams to receive into or to send from, in memory that is reused from one batch to the next: receiving into it and sending it back allocates
/// nothing. Not thread-safe; while a receive or send is under way the batch belongs to it.
/// </summary>
public sealed class DatagramBatch
{
    readonly byte[] _bytes;
    readonly Entry[] _entries;

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
        _entries = new Entry[capacity];
        _bytes = GC.AllocateUninitializedArray<byte>(capacity * maxDatagramSize, pinned: true);
    }

    /// <summary>The most datagrams it holds.</summary>
    public int Capacity { get; }

    /// <summary>The most bytes of one.</summary>
    public int MaxDatagramSize { get; }

    /// <summary>How many it holds now.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a datagram.</summary>
    public Memory<byte> this[int index] => _bytes.AsMemory(Checked(index) * MaxDatagramSize, _entries[index].Length);

    /// <summary>Who sent it, or to whom it goes; null on a connected socket and for a Unix sender without a name.</summary>
    public EndPoint? Peer(int index) => _entries[Checked(index)].Peer;

    /// <summary>The datagram was longer than <see cref="MaxDatagramSize"/>: its end is lost (MSG_TRUNC).</summary>
    public bool IsTruncated(int index) => _entries[Checked(index)].TrueLength > _entries[index].Length;

    /// <summary>How long the datagram was on the wire; 0 where the platform does not tell.</summary>
    public int TrueLength(int index) => _entries[Checked(index)].TrueLength;

    /// <summary>Where it came to; null unless <see cref="DatagramOptions.TellArrival"/> asked for it.</summary>
    public DatagramArrival? ArrivedAt(int index) => _entries[Checked(index)].Arrival;

    /// <summary>Adds a datagram to send.</summary>
    /// <param name="bytes">At most <see cref="MaxDatagramSize"/>; copied.</param>
    /// <param name="peer">Where to; null on a connected socket.</param>
    /// <returns>False when the batch is full.</returns>
    /// <exception cref="ArgumentException">Too many bytes.</exception>
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

        bytes.CopyTo(_bytes.AsSpan(Count * MaxDatagramSize));
        _entries[Count++] = new Entry { Length = bytes.Length, TrueLength = bytes.Length, Peer = peer };
        return true;
    }

    /// <summary>Takes one out; the order of the others stays.</summary>
    public void RemoveAt(int index)
    {
        Checked(index);
        for (Count--; index < Count; index++)
        {
            _bytes.AsSpan((index + 1) * MaxDatagramSize, _entries[index + 1].Length).CopyTo(_bytes.AsSpan(index * MaxDatagramSize));
            _entries[index] = _entries[index + 1];
        }
    }

    /// <summary>Makes a datagram shorter, from its end: what an answer that may not be longer than its question needs.</summary>
    public void Shorten(int index, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _entries[Checked(index)].Length);
        _entries[index].Length = length;
        _entries[index].TrueLength = length;
    }

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    /// <summary>The whole room of the next datagram, for an engine to receive into.</summary>
    internal Memory<byte> NextSlot => _bytes.AsMemory(Count * MaxDatagramSize, MaxDatagramSize);

    /// <summary>What an engine received into <see cref="NextSlot"/> becomes the next datagram.</summary>
    internal void Take(int length, int trueLength, EndPoint? peer, DatagramArrival? arrival) =>
        _entries[Count++] = new Entry { Length = length, TrueLength = trueLength, Peer = peer, Arrival = arrival };

    int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index;
    }

    struct Entry
    {
        public int Length, TrueLength;
        public EndPoint? Peer;
        public DatagramArrival? Arrival;
    }
}
