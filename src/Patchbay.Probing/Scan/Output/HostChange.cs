namespace Patchbay.Probing;

/// <summary>What became of a host between two results.</summary>
/// <param name="Host">How it is called.</param>
/// <param name="WasUp">Before; null when it was not known or not asked.</param>
/// <param name="IsUp">Now; null when it is not known or was not asked.</param>
/// <param name="Ports">Its ports that changed.</param>
public sealed record HostChange(string Host, bool? WasUp, bool? IsUp, IReadOnlyList<PortChange> Ports);
