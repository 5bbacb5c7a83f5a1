using System.Net;

namespace Patchbay.Linux;

/// <summary>One entry of a socket's error queue (ip(7), struct sock_extended_err) with its offender.</summary>
/// <param name="Errno">The error the entry stands for.</param>
/// <param name="Origin">Who made it.</param>
/// <param name="Type">The ICMP type, or 0.</param>
/// <param name="Code">The ICMP code, or 0.</param>
/// <param name="Offender">The address the report came from, or null when the kernel knows none.</param>
/// <param name="Destination">Where the packet that caused it was going, or null when the kernel does not say.</param>
public readonly record struct ExtendedSocketError(int Errno, SocketErrorOrigin Origin, byte Type, byte Code, IPAddress? Offender, IPEndPoint? Destination = null);
