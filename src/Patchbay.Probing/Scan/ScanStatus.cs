namespace Patchbay.Probing;

/// <summary>Where a scan stands, as a picture of one moment.</summary>
/// <param name="Phase">What it is at.</param>
/// <param name="Elapsed">Since it began.</param>
/// <param name="Done">Of this phase: hosts, ports or services.</param>
/// <param name="Wanted">How many there are to do; grows while hosts are found.</param>
/// <param name="Totals">What was found and sent.</param>
public sealed record ScanStatus(ScanPhase Phase, TimeSpan Elapsed, long Done, long Wanted, ScanTotals Totals);
