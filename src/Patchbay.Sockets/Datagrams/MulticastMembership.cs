using System.Net;

namespace Patchbay.Sockets;

/// <summary>What to join or leave.</summary>
/// <param name="Group">A multicast address.</param>
/// <param name="InterfaceIndex">On which interface; null lets the kernel choose by its routes.</param>
/// <param name="Source">Only from this sender (source-specific multicast, RFC 4607); null for any.</param>
public sealed record MulticastMembership(IPAddress Group, int? InterfaceIndex = null, IPAddress? Source = null);
