namespace Patchbay.Sockets;

/// <summary>One <c>name=value</c> of an address; a bare <c>name</c> has no value.</summary>
/// <param name="Name">Lower case.</param>
/// <param name="Value">The text after <c>=</c> with its quotes removed, or null for a bare name.</param>
public sealed record AddressOption(string Name, string? Value);
