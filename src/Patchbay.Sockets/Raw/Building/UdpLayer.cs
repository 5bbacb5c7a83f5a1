using System.Buffers.Binary;

namespace Patchbay.Sockets;

/// <summary>A UDP header to be built: length and checksum are computed.</summary>
/// <param name="SourcePort">From which port.</param>
/// <param name="DestinationPort">To which port.</param>
public sealed record UdpLayer(ushort SourcePort, ushort DestinationPort) : PacketLayer
{
    /// <summary>Leave the checksum out, which IPv4 allows.</summary>
    /// <remarks>Default false.</remarks>
    public bool WithoutChecksum { get; init; }

    internal override int HeaderLength => UdpHeader.Size;

    internal override byte? ProtocolOver(bool ipv6) => IpProtocols.Udp;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], DestinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)Math.Min(packet.Length, ushort.MaxValue));
        if (!WithoutChecksum && context.Network is { } network)
        {
            // RFC 768: a sum of zero is sent as all ones, since zero stands for none.
            var sum = network.Checksum(packet, IpProtocols.Udp);
            BinaryPrimitives.WriteUInt16BigEndian(packet[6..], sum == 0 ? (ushort)0xffff : sum);
        }
    }
}
