using System.Net;

namespace Patchbay.Sockets;

/// <summary>Where a datagram came to.</summary>
/// <param name="Destination">The address the sender wrote on it: one of ours, a broadcast address or a multicast group.</param>
/// <param name="InterfaceIndex">The interface it came in by.</param>
public record DatagramArrival(IPAddress Destination, int InterfaceIndex);
