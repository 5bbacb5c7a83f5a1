namespace Patchbay.Probing;

/// <summary>A result: what every output is written from, and what is read back for a comparison.</summary>
/// <param name="Header">Of what.</param>
/// <param name="Ended">When.</param>
/// <param name="Ending">How it ended.</param>
/// <param name="Hosts">The hosts, in the order of the plan.</param>
/// <param name="Totals">Figures.</param>
/// <param name="Notices">What the person should know.</param>
/// <param name="Faults">Targets that were not scanned, and why, in words.</param>
public sealed record ScanReport(
    ScanHeader Header, DateTimeOffset Ended, ScanEnding Ending, IReadOnlyList<HostResult> Hosts, ScanTotals Totals, IReadOnlyList<string> Notices, IReadOnlyList<string> Faults)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed => Ended - Header.Started;
}
