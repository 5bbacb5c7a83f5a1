using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>What targets came to.</summary>
/// <param name="Plan">The hosts and their ports.</param>
/// <param name="Faults">Targets that are not scanned.</param>
/// <param name="Notes">What was left out or joined, a sentence each.</param>
/// <param name="PublicHosts">How many of the hosts are public.</param>
public sealed record PlannedTargets(ScanPlan Plan, ImmutableArray<TargetFault> Faults, ImmutableArray<string> Notes, int PublicHosts);
