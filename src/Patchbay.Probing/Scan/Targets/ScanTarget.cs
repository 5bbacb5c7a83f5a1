using System.Collections.Immutable;

namespace Patchbay.Probing;

/// <summary>A target as written, read but not resolved.</summary>
/// <param name="Text">As written.</param>
/// <param name="Range">Its addresses; null for a name.</param>
/// <param name="Name">The name to resolve; null for addresses.</param>
/// <param name="Ports">Its own ports, sorted; null for those of the scan.</param>
public sealed record ScanTarget(string Text, AddressRange? Range, string? Name, ImmutableArray<ushort>? Ports = null)
{
    /// <summary>It names one address, so that no other can be meant.</summary>
    public bool IsOneAddress => Range is { } range && range.Count == 1;
}
