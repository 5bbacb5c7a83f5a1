namespace Patchbay.Sockets;

/// <summary>Bytes received and not examined yet, and the segments they lie in, as one word that the ring and the reader both change.</summary>
internal struct UnreadCount
{
    // 40 bits of bytes (the limit is 2^30), 24 bits of segments.
    const int SegmentShift = 40;
    long _packed;

    public readonly long Bytes => Volatile.Read(in _packed) & ((1L << SegmentShift) - 1);

    public readonly long Segments => Volatile.Read(in _packed) >> SegmentShift;

    public void Add(long bytes, long segments) => Interlocked.Add(ref _packed, bytes + (segments << SegmentShift));

    public void Clear() => Interlocked.Exchange(ref _packed, 0);
}
