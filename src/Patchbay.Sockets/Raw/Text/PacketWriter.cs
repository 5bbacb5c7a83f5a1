using System.Text;

namespace Patchbay.Sockets;

/// <summary>Writes a packet's layers, each on a line of its own: a name, then its fields. A packet within a packet is indented.</summary>
readonly struct PacketWriter(StringBuilder text, int depth)
{
    const int LabelWidth = 10;

    // A tunnel in a tunnel, or an error about an error: nobody sends more, and a forged packet must not make long output.
    const int MostDepth = 3;

    public override string ToString() => text.ToString();

    public void Write(Packet packet)
    {
        if (packet.Has(PacketLayers.Ethernet))
        {
            Line("Ethernet");
            LinkText.Write(text, packet.Ethernet);
        }

        if (packet.Has(PacketLayers.Arp))
        {
            Line("ARP");
            LinkText.Write(text, packet.Arp);
        }

        if (packet.Has(PacketLayers.Ipv4))
        {
            Line("IPv4");
            NetworkText.Write(text, packet.Ipv4);
        }

        if (packet.Has(PacketLayers.Ipv6))
        {
            Line("IPv6");
            NetworkText.Write(text, packet.Ipv6, packet.Extensions);
        }

        if (packet.Has(PacketLayers.Tcp))
        {
            Line("TCP");
            TransportText.Write(text, packet.Tcp);
        }

        if (packet.Has(PacketLayers.Udp))
        {
            Line("UDP");
            TransportText.Write(text, packet.Udp, packet.Has(PacketLayers.Ipv6));
        }

        if (packet.Has(PacketLayers.Igmp))
        {
            Line("IGMP");
            IgmpText.Write(text, packet.Igmp);
        }

        if (packet.Has(PacketLayers.Icmp))
        {
            WriteIcmp(packet);
        }
        else
        {
            WritePayload(packet);
        }
    }

    void WriteIcmp(Packet packet)
    {
        Line(packet.Icmp.Version == 4 ? "ICMP" : "ICMPv6");
        IcmpText.Write(text, packet.Icmp);
        if (packet.Icmp.IsError)
        {
            WriteInner(packet.Icmp.Quoted);
        }
        else if (packet.Icmp.IsEchoRequest || packet.Icmp.IsEchoReply)
        {
            WriteData(packet.Payload);
        }
    }

    void WritePayload(Packet packet)
    {
        var isIp = packet.Has(PacketLayers.Ipv4 | PacketLayers.Ipv6);
        var isUpper = packet.Has(PacketLayers.Tcp | PacketLayers.Udp | PacketLayers.Igmp);
        if (isIp && !isUpper && packet.Protocol is IpProtocols.Ipv4 or IpProtocols.Ipv6 && !IsLaterFragment(packet))
        {
            WriteInner(packet.Payload);
        }
        else if (!packet.Has(PacketLayers.Igmp | PacketLayers.Arp))
        {
            WriteData(packet.Payload);
        }
    }

    static bool IsLaterFragment(Packet packet) => packet.Ipv4.FragmentOffset != 0 || packet.Extensions.FragmentOffset != 0;

    void WriteInner(ReadOnlySpan<byte> packet)
    {
        if (depth < MostDepth && packet.Length > 0)
        {
            new PacketWriter(text, depth + 1).Write(Packet.Decode(packet, LinkKind.Ip));
        }
    }

    void WriteData(ReadOnlySpan<byte> data)
    {
        if (data.Length > 0)
        {
            Line("data");
            DataText.Write(text, data);
        }
    }

    void Line(string label)
    {
        if (text.Length > 0)
        {
            text.Append('\n');
        }

        text.Append(' ', 2 * depth).Append(label).Append(' ', Math.Max(1, LabelWidth - label.Length - (2 * depth)));
    }
}
