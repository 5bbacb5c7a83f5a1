using System.Net;

namespace Patchbay.Sockets;

/// <summary>Something that happened to a datagram sent earlier: the network's answer to it, usually by ICMP.</summary>
/// <param name="Peer">Where it was going, or null when the kernel does not say.</param>
/// <param name="Errno">The kernel's number: ECONNREFUSED for "port unreachable".</param>
/// <param name="Icmp">The ICMP error behind it, or null.</param>
public sealed record DatagramError(EndPoint? Peer, int Errno, IcmpError? Icmp);
