using System.Buffers.Binary;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>An ARP packet for IPv4 over Ethernet to be built.</summary>
/// <param name="Operation">1 asks, 2 answers.</param>
/// <param name="SenderHardware">Who sends it.</param>
/// <param name="Sender">The sender's IPv4 address.</param>
/// <param name="TargetHardware">Zero in a question.</param>
/// <param name="Target">The IPv4 address asked for.</param>
public sealed record ArpLayer(ushort Operation, MacAddress SenderHardware, IPAddress Sender, MacAddress TargetHardware, IPAddress Target) : PacketLayer
{
    internal override int HeaderLength => 28;

    internal override ushort? EtherType => EtherTypes.Arp;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet, 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], EtherTypes.Ipv4);
        packet[4] = MacAddress.Size;
        packet[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], Operation);
        SenderHardware.Write(packet[8..]);
        Sender.GetAddressBytes().CopyTo(packet[14..18]);
        TargetHardware.Write(packet[18..]);
        Target.GetAddressBytes().CopyTo(packet[24..28]);
    }
}
