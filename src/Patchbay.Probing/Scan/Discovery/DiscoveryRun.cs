namespace Patchbay.Probing;

/// <summary>One run of a host discovery.</summary>
/// <param name="Plan">Its hosts are asked; its ports play no part.</param>
/// <param name="Wanted">Which hosts of the plan, by index; null asks them all. One that is not wanted is never asked nor told (resume, shards).</param>
/// <param name="Tuning">How: the rate, what may be under way, tries after the first, time-outs and the order hold here too.</param>
/// <param name="Sink">Who is told.</param>
/// <param name="Counts">Where it stands: what was sent and received is added; what is settled is a port's business.</param>
public sealed record DiscoveryRun(ScanPlan Plan, Predicate<int>? Wanted, ScanTuning Tuning, IScanSink Sink, ScanCounts Counts);
