using System.Net;

namespace Patchbay.Probing;

/// <summary>One host of a plan.</summary>
/// <param name="Address">IPv4 or IPv6, with its scope where it needs one.</param>
/// <param name="Name">The name it was resolved from; null for an address.</param>
public sealed record ScanHost(IPAddress Address, string? Name = null);
