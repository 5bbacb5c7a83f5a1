using System.Numerics;
using System.Runtime.InteropServices;

namespace Patchbay.Sockets;

/// <summary>
/// Finds the datagram that two hosts answer to each other without end. Which of a client's datagrams came back to it nobody can see, but a datagram that goes
/// round is always the same: so each is counted by its sender and content, in a table of fixed size. Not thread-safe.
/// </summary>
/// <param name="limit">The how-manieth equal datagram is told.</param>
internal sealed class RepeatedDatagrams(int limit)
{
    const int Slots = 1024, HeadBytes = 64, TailBytes = 16;

    readonly Slot[] _slots = new Slot[Slots];

    // Unpredictable: nobody can aim datagrams at the place in the table that a loop is counted in.
    readonly ulong _seed = (ulong)Random.Shared.NextInt64();

    /// <summary>Counts a datagram; true for every so-manieth of its kind.</summary>
    /// <param name="peer">The sender's socket address.</param>
    /// <param name="content">The datagram.</param>
    public bool IsOneTooMany(ReadOnlySpan<byte> peer, ReadOnlySpan<byte> content)
    {
        var key = Hash(peer, content);
        ref var slot = ref _slots[key % Slots];
        if (slot.Key != key)
        {
            // The majority vote of Boyer and Moore: what repeats keeps its place against what passes by.
            if (--slot.Count <= 0)
            {
                slot = new Slot { Key = key, Count = 1 };
            }

            return false;
        }

        if (++slot.Count < limit)
        {
            return false;
        }

        slot.Count = 0;
        return true;
    }

    ulong Hash(ReadOnlySpan<byte> peer, ReadOnlySpan<byte> content)
    {
        var hash = HashAll(Mix(_seed, (uint)content.Length), peer);
        if (content.Length > HeadBytes + TailBytes)
        {
            hash = HashAll(hash, content[..HeadBytes]);
            content = content[^TailBytes..];
        }

        return HashAll(hash, content);
    }

    static ulong HashAll(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = Mix(hash, word);
        }

        foreach (var one in bytes[(bytes.Length & ~7)..])
        {
            hash = Mix(hash, one);
        }

        return hash;
    }

    static ulong Mix(ulong hash, ulong word)
    {
        // 2^64 divided by the golden ratio, as Fibonacci hashing takes.
        hash = (hash ^ word) * 0x9E3779B97F4A7C15;
        return BitOperations.RotateLeft(hash, 29) ^ (hash >> 32);
    }

    struct Slot
    {
        public ulong Key;
        public int Count;
    }
}
