namespace Patchbay.Probing;

/// <summary>An answer as it came in.</summary>
/// <param name="Probe">Which probe it answers; -1 when it does not say.</param>
/// <param name="Reply">The answer.</param>
/// <param name="At">When, as <see cref="ScanClock"/> counts.</param>
readonly record struct TraceArrival(int Probe, TraceReply Reply, long At);
