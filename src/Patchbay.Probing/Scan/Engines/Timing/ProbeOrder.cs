using System.Numerics;

namespace Patchbay.Probing;

/// <summary>
/// An order of the numbers below a count that looks random and holds each once, without a table: a Feistel network over the next even number of bits, walked until it falls below the
/// count (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002). Immutable; thread-safe.
/// </summary>
internal readonly struct ProbeOrder
{
    const int Rounds = 4;

    readonly ulong _key;
    readonly int _half;
    readonly ulong _mask;

    /// <summary>An order.</summary>
    /// <param name="count">How many numbers, 0 to 2^62.</param>
    /// <param name="seed">The same seed gives the same order.</param>
    public ProbeOrder(long count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1L << 62);
        Count = count;
        _key = seed;

        // The domain is less than four times the count: the walk takes less than four steps on average.
        var bits = count <= 2 ? 2 : 64 - BitOperations.LeadingZeroCount((ulong)count - 1);
        _half = (bits + 1) / 2;
        _mask = (1ul << _half) - 1;
    }

    /// <summary>How many numbers there are.</summary>
    public long Count { get; }

    /// <summary>The number at a place.</summary>
    /// <param name="index">From 0 to one less than <see cref="Count"/>.</param>
    public long this[long index]
    {
        get
        {
            var value = (ulong)index;
            do
            {
                value = Mix(value);
            }
            while (value >= (ulong)Count);
            return (long)value;
        }
    }

    ulong Mix(ulong value)
    {
        var (left, right) = (value >> _half, value & _mask);
        for (var round = 1ul; round <= Rounds; round++)
        {
            (left, right) = (right, left ^ (Round(right, round) & _mask));
        }

        return (left << _half) | right;
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014), keyed.
    ulong Round(ulong value, ulong round)
    {
        value += _key + (round * 0x9E3779B97F4A7C15);
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
