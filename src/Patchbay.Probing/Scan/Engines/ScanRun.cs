namespace Patchbay.Probing;

/// <summary>One run of an engine.</summary>
/// <param name="Plan">What is to be asked.</param>
/// <param name="Wanted">Which probes of the plan; null asks them all. A probe that is not wanted is never sent nor told (resume, shards, hosts that are down).</param>
/// <param name="Tuning">How.</param>
/// <param name="Sink">Who is told.</param>
/// <param name="Counts">Where it stands.</param>
public sealed record ScanRun(ScanPlan Plan, Predicate<long>? Wanted, ScanTuning Tuning, IScanSink Sink, ScanCounts Counts);
