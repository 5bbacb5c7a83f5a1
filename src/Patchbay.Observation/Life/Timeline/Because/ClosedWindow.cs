namespace Patchbay.Observation;

/// <summary>A window of zero: the receiver's buffer is full.</summary>
static class ClosedWindow
{
    public static string? Of(LifeScene scene, SocketLife life, SegmentEvent segment)
    {
        if (segment.Window != 0 || !SegmentWords.Has(segment, SegmentWords.Ack) || SegmentWords.Has(segment, SegmentWords.Reset))
        {
            return null;
        }

        var teller = life.Name?.Local is { } local && segment.Source.Port == local.Port && segment.Source.Host.Unmapped == local.Host.Unmapped ? life : life.Peer;
        return "zero window: the receive buffer of the end that says so is full, as its program does not read" + Reader(scene, teller, segment.At);
    }

    public static string? Of(LifeScene scene, SocketLife life, GaugeEvent gauge) =>
        gauge.Timer == SocketTimer.ZeroWindow
            ? "the peer's window is closed: its program does not read, and the kernel asks from time to time whether there is room again" + Reader(scene, life.Peer, gauge.At) : null;

    static string Reader(LifeScene scene, SocketLife? reader, TimeSpan at) =>
        reader is null || Doing.Of(scene, reader, reader.Calls.LastOrDefault(call => call.At <= at && CallKinds.Receives(call))?.At ?? reader.Born, at) is not { } doing ? "" : $"; {doing}";
}
