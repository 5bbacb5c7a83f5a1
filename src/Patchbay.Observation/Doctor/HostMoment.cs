namespace Patchbay.Observation;

/// <summary>The host as it was at one moment.</summary>
/// <param name="At">When, on a clock of its own.</param>
/// <param name="Rows">The TCP and UDP sockets, with owners, TCP information and memory.</param>
/// <param name="Counters">The kernel's counters.</param>
/// <param name="Processes">Processes that hold sockets, by number.</param>
public sealed record HostMoment(TimeSpan At, IReadOnlyList<SocketRow> Rows, NetCounters Counters, IReadOnlyDictionary<int, DescriptorUse> Processes);
