namespace Patchbay.Probing;

/// <summary>
/// Round trips of a long time in bounded memory: minimum, maximum, mean and deviation are exact; percentiles are exact for the first 4,096 and within 1 % after that. Pure; not
/// thread-safe.
/// </summary>
public sealed class RoundTripTimes
{
    const int Exact = 4096;

    // Values of a power of two share 128 buckets: less than 1 % each.
    const int BucketBits = 7;
    const int Buckets = 1 << BucketBits;

    readonly List<long> _first = [];
    readonly long[] _counts = new long[(64 - BucketBits + 1) * Buckets];
    double _mean, _squares;
    long _least = long.MaxValue, _most;

    /// <summary>How many were added.</summary>
    public long Count { get; private set; }

    /// <summary>The shortest; zero when there is none.</summary>
    public TimeSpan Least => Count == 0 ? default : TimeSpan.FromTicks(_least);

    /// <summary>The longest.</summary>
    public TimeSpan Most => TimeSpan.FromTicks(_most);

    /// <summary>The mean.</summary>
    public TimeSpan Mean => TimeSpan.FromTicks((long)Math.Round(_mean));

    /// <summary>The standard deviation.</summary>
    public TimeSpan Deviation => Count == 0 ? default : TimeSpan.FromTicks((long)Math.Sqrt(_squares / Count));

    /// <summary>Adds one; less than nothing counts as nothing.</summary>
    public void Add(TimeSpan roundTrip)
    {
        var ticks = Math.Max(0, roundTrip.Ticks);
        Count++;
        (_least, _most) = (Math.Min(_least, ticks), Math.Max(_most, ticks));

        // Welford's way: no square of a large number is ever subtracted from another.
        var off = ticks - _mean;
        _mean += off / Count;
        _squares += off * (ticks - _mean);
        _counts[BucketOf(ticks)]++;
        if (_first.Count < Exact)
        {
            _first.Add(ticks);
        }
    }

    /// <summary>The time that so many percent did not exceed (the nearest rank); zero when there is none.</summary>
    /// <param name="percent">0 to 100.</param>
    public TimeSpan Percentile(double percent)
    {
        if (Count == 0)
        {
            return default;
        }

        var rank = Math.Clamp((long)Math.Ceiling(percent / 100 * Count), 1, Count);
        if (Count <= Exact)
        {
            var sorted = _first.ToArray();
            Array.Sort(sorted);
            return TimeSpan.FromTicks(sorted[rank - 1]);
        }

        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
            {
                return TimeSpan.FromTicks(Math.Clamp(LeastOf(bucket), _least, _most));
            }
        }

        return Most;
    }

    static int BucketOf(long ticks)
    {
        var shift = Math.Max(0, 64 - BucketBits - 1 - System.Numerics.BitOperations.LeadingZeroCount((ulong)ticks));
        return (shift * Buckets) + (int)(ticks >> shift);
    }

    // The first power of two has its buckets below 128 as well, so that small numbers are exact.
    static long LeastOf(int bucket)
    {
        var shift = Math.Max(0, (bucket / Buckets) - 1);
        return bucket < 2 * Buckets ? bucket : (long)(bucket - (shift * Buckets)) << shift;
    }
}
