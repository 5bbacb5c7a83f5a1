namespace Patchbay.Observation;

/// <summary>The names of events in recordings.</summary>
static class LifeEventNames
{
    public const string Call = "call";
    public const string State = "state";
    public const string Gauge = "buffers";
    public const string Segment = "segment";
    public const string Named = "socket";
    public const string Process = "process";
    public const string Note = "note";
    public const string Kernel = "kernel";
    public const string Unseen = "unseen";
}
