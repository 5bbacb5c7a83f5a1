using System.Net;

namespace Patchbay.Sockets;

/// <summary>An IP header to be built.</summary>
/// <param name="Source">From whom.</param>
/// <param name="Destination">To whom; of the same version.</param>
public abstract record NetworkLayer(IPAddress Source, IPAddress Destination) : PacketLayer
{
    internal abstract bool IsIpv6 { get; }

    /// <summary>The checksum of an upper packet whose own field is zero.</summary>
    internal ushort Checksum(ReadOnlySpan<byte> packet, byte protocol) =>
        InternetChecksum.Compute(packet, new PseudoHeader(Source.GetAddressBytes(), Destination.GetAddressBytes(), protocol).Sum(packet.Length));

    private protected byte[] Bytes(IPAddress address) => address.GetAddressBytes() is var bytes && bytes.Length == (IsIpv6 ? 16 : 4)
        ? bytes
        : throw new ArgumentException($"{address} does not belong into a header of IPv{(IsIpv6 ? 6 : 4)}.");
}
