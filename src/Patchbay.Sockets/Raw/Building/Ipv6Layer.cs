using System.Buffers.Binary;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>An IPv6 header to be built: the length is computed.</summary>
/// <param name="Source">From whom.</param>
/// <param name="Destination">To whom.</param>
public sealed record Ipv6Layer(IPAddress Source, IPAddress Destination) : NetworkLayer(Source, Destination)
{
    /// <summary>Routers it may pass.</summary>
    /// <remarks>Default 64; neighbour discovery needs 255.</remarks>
    public byte HopLimit { get; init; } = 64;

    /// <summary>The class of service and congestion notification.</summary>
    /// <remarks>Default 0.</remarks>
    public byte TrafficClass { get; init; }

    /// <summary>What packets of one flow have in common: 20 bits.</summary>
    /// <remarks>Default 0.</remarks>
    public uint FlowLabel { get; init; }

    /// <summary>What follows.</summary>
    /// <remarks>Default null: what the next layer is.</remarks>
    public byte? NextHeader { get; init; }

    /// <summary>The length field.</summary>
    /// <remarks>Default null: that of what follows.</remarks>
    public ushort? PayloadLength { get; init; }

    internal override bool IsIpv6 => true;

    internal override int HeaderLength => Ipv6Header.Size;

    internal override ushort? EtherType => EtherTypes.Ipv6;

    internal override byte? ProtocolOver(bool ipv6) => IpProtocols.Ipv6;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        if (packet.Length - Ipv6Header.Size > ushort.MaxValue)
        {
            throw new ArgumentException("The payload does not fit into an IPv6 packet.");
        }

        BinaryPrimitives.WriteUInt32BigEndian(packet, 0x6000_0000 | (uint)TrafficClass << 20 | (FlowLabel & 0xf_ffff));
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], PayloadLength ?? (ushort)(packet.Length - Ipv6Header.Size));
        packet[6] = NextHeader ?? context.Inner?.ProtocolOver(ipv6: true) ?? IpProtocols.NoNextHeader;
        packet[7] = HopLimit;
        Bytes(Source).CopyTo(packet[8..]);
        Bytes(Destination).CopyTo(packet[24..]);
    }
}
