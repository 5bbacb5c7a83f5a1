namespace Patchbay.Services.Transfer;

/// <summary>How far a transfer is, how fast, and how long it may still take. Pure; not thread-safe.</summary>
internal sealed class TransferMeter
{
    /// <summary>The rate is that of so long: the connection's of now, and calm enough to read.</summary>
    static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    readonly Queue<(TimeSpan At, long Bytes)> _recent = new();
    long _begin;

    /// <summary>Bytes there are, those of an earlier run too.</summary>
    public long Bytes { get; private set; }

    /// <summary>Of the whole; null where it is not known.</summary>
    public long? Total { get; private set; }

    public void Begins(long offset, long? total, TimeSpan now)
    {
        (_begin, Bytes, Total) = (offset, offset, total);
        _recent.Clear();
        _recent.Enqueue((now, offset));
    }

    /// <summary>More bytes have moved.</summary>
    public void Moved(long bytes) => Bytes += bytes;

    /// <summary>Bytes a second, of late; null before anything can be said. To be asked some times a second.</summary>
    public double? Rate(TimeSpan now)
    {
        _recent.Enqueue((now, Bytes));
        while (_recent.Count > 2 && now - _recent.Peek().At > Window)
        {
            _recent.Dequeue();
        }

        var (at, bytes) = _recent.Peek();
        return now > at && Bytes > _begin ? (Bytes - bytes) / (now - at).TotalSeconds : null;
    }

    /// <summary>0 to 100; null where the whole is not known.</summary>
    public int? Percent => Total is { } total ? total == 0 ? 100 : (int)Int128.Clamp((Int128)Bytes * 100 / total, 0, 100) : null;

    /// <summary>How long the rest takes at a rate; null where it cannot be said.</summary>
    public TimeSpan? Left(double? rate) =>
        Total is { } total && rate > 0 && (total - Bytes) / rate.Value < TimeSpan.FromDays(99).TotalSeconds ? TimeSpan.FromSeconds(Math.Max(0, (total - Bytes) / rate.Value)) : null;
}
