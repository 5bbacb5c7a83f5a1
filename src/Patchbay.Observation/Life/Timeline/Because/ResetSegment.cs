namespace Patchbay.Observation;

/// <summary>An RST on the wire, and why it was sent.</summary>
static class ResetSegment
{
    public static string? Of(LifeScene scene, SocketLife life, SegmentEvent segment)
    {
        if (!SegmentWords.Has(segment, SegmentWords.Reset))
        {
            return null;
        }

        var isOurs = life.Name?.Local is { } local && segment.Source.Port == local.Port && segment.Source.Host.Unmapped == local.Host.Unmapped;
        if (life.Segments.Any(other => SegmentWords.Has(other, SegmentWords.Syn) && !SegmentWords.Has(other, SegmentWords.Ack) && other.Source == segment.Destination && other.At <= segment.At)
            && !life.Segments.Any(other => SegmentWords.Has(other, SegmentWords.Syn) && SegmentWords.Has(other, SegmentWords.Ack) && other.At <= segment.At))
        {
            return $"nothing listens on {segment.Source}: that is how a SYN is refused";
        }

        return ResetCause.Of(scene, isOurs ? life : life.Peer, segment.At);
    }
}
