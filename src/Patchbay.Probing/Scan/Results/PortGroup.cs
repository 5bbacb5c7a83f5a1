using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>Ports of a host that are told together.</summary>
/// <param name="State">The state of each.</param>
/// <param name="Reason">The evidence for each.</param>
/// <param name="Ports">The ports, upwards.</param>
public sealed record PortGroup(PortState State, ProbeReason Reason, ImmutableArray<ushort> Ports);
