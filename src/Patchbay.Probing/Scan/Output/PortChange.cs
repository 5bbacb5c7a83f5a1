using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>What became of ports between two results, in the same way for each.</summary>
/// <param name="Ports">The ports, upwards.</param>
/// <param name="Before">Their state before; none when they were not asked then.</param>
/// <param name="After">Their state now; none when they were not asked.</param>
/// <param name="ServiceBefore">What spoke there.</param>
/// <param name="ServiceAfter">What speaks there now.</param>
public sealed record PortChange(ImmutableArray<ushort> Ports, PortState Before, PortState After, string? ServiceBefore = null, string? ServiceAfter = null);
