using System.Buffers.Binary;

namespace Patchbay.Sockets;

/// <summary>The first eight bytes of an ICMP message to be built; the checksum is computed. The IP layer before it tells the version.</summary>
/// <param name="Type">What it is about.</param>
/// <param name="Code">Which kind of it.</param>
/// <param name="Rest">The four bytes behind the checksum, whose meaning depends on the type.</param>
public sealed record IcmpLayer(byte Type, byte Code, uint Rest = 0) : PacketLayer
{
    /// <summary>An echo request or reply.</summary>
    /// <param name="type">8 and 0 in version 4, 128 and 129 in version 6.</param>
    /// <param name="identifier">Whose it is.</param>
    /// <param name="sequence">Which one.</param>
    public static IcmpLayer Echo(byte type, ushort identifier, ushort sequence) => new(type, 0, (uint)identifier << 16 | sequence);

    internal override int HeaderLength => IcmpMessage.HeaderSize;

    internal override byte? ProtocolOver(bool ipv6) => ipv6 ? IpProtocols.Icmpv6 : IpProtocols.Icmp;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        packet[0] = Type;
        packet[1] = Code;
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], Rest);
        var sum = context.Network is { IsIpv6: true } network ? network.Checksum(packet, IpProtocols.Icmpv6) : InternetChecksum.Compute(packet);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], sum);
    }
}
