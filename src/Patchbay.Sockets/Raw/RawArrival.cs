using System.Net;

namespace Patchbay.Sockets;

/// <summary>What came with a message of a raw or packet socket beside its bytes.</summary>
/// <param name="Destination">The address the sender wrote on it; <see cref="IPAddress.None"/> for a frame, whose bytes say it.</param>
/// <param name="InterfaceIndex">The interface it came in by; 0 where the kernel does not say.</param>
/// <param name="Header">
/// The IP header in front of the message, with its options. Over IPv6 and on ping sockets the kernel keeps the header, and this one is made from what it tells
/// (addresses, hop limit, traffic class). Empty for a frame.
/// </param>
public sealed record RawArrival(IPAddress Destination, int InterfaceIndex, ReadOnlyMemory<byte> Header) : DatagramArrival(Destination, InterfaceIndex)
{
    /// <summary>A frame that this machine sent.</summary>
    public bool IsOutgoing { get; init; }

    /// <summary>A frame whose transport checksum is not computed yet (PACKET_AUXDATA, TP_STATUS_CSUMNOTREADY): see <see cref="ChecksumStatus.Partial"/>.</summary>
    public bool ChecksumPending { get; init; }
}
