namespace Patchbay.Observation;

/// <summary>A segment in words, as its end sees it.</summary>
static class SegmentWords
{
    public const int Fin = 1;
    public const int Syn = 2;
    public const int Reset = 4;
    public const int Ack = 16;

    public static string Of(SegmentEvent segment, SocketLife? life)
    {
        var way = life?.Name?.Remote is { } remote && segment.Source.Port == remote.Port && segment.Source.Host.Unmapped == remote.Host.Unmapped ? "in" : "out";
        return $"segment {way}: {Content(segment)}";
    }

    /// <summary><c>SYN</c>, <c>SYN ACK</c>, <c>6 bytes (1 to 7)</c>, <c>FIN</c>, <c>ACK of 7, room for 65536</c>.</summary>
    public static string Content(SegmentEvent segment)
    {
        if (segment.Flags == 0)
        {
            return $"a datagram of {LifeSpan.Bytes(segment.Length)}";
        }

        List<string> parts = [];
        if (Has(segment, Syn))
        {
            parts.Add(Has(segment, Ack) ? "SYN, ACK" : "SYN");
        }

        if (Has(segment, Reset))
        {
            parts.Add("RST");
        }

        if (segment.Length > 0)
        {
            parts.Add($"{LifeSpan.Bytes(segment.Length)} ({segment.Sequence} to {segment.Sequence + segment.Length})");
        }

        if (Has(segment, Fin))
        {
            parts.Add("FIN");
        }

        if (parts.Count == 0)
        {
            parts.Add($"ACK of {segment.Acknowledgement}, room for {segment.Window}");
        }

        return string.Join(", ", parts) + (segment.IsRepeated ? ", again" : "");
    }

    public static bool Has(SegmentEvent segment, int flag) => (segment.Flags & flag) != 0;
}
