namespace Patchbay.Observation;

/// <summary>A segment that was sent again.</summary>
static class RepeatedSegment
{
    public static string? Of(LifeScene scene, SocketLife life, SegmentEvent segment)
    {
        if (!segment.IsRepeated)
        {
            return null;
        }

        var first = life.Segments.FirstOrDefault(other => other.Source == segment.Source && other.Sequence == segment.Sequence && other.At < segment.At && !other.IsRepeated);
        return first is null ? "no acknowledgement came in time" : $"no acknowledgement came within {LifeSpan.Of(segment.At - first.At)}: it, or the acknowledgement, was lost or late";
    }
}
