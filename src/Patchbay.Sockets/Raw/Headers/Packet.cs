namespace Patchbay.Sockets;

/// <summary>A packet with every header that is understood, the outermost first. A view of the bytes it was read from.</summary>
public readonly ref struct Packet
{
    Packet(ReadOnlySpan<byte> bytes, LinkKind link)
    {
        Payload = bytes;
        ushort type = 0;
        if (link == LinkKind.Ethernet)
        {
            Ethernet = EthernetHeader.Decode(bytes);
            Layers = PacketLayers.Ethernet;
            Payload = Ethernet.Payload;
            type = Ethernet.Faults.HasFlag(HeaderFaults.Truncated) ? (ushort)0 : Ethernet.EtherType;
        }
        else if (link == LinkKind.Ip && bytes.Length > 0)
        {
            type = (bytes[0] >> 4) switch { 4 => EtherTypes.Ipv4, 6 => EtherTypes.Ipv6, _ => 0 };
        }

        var isWhole = true;
        var offset = 0;
        PseudoHeader pseudo = default;
        switch (type)
        {
            case EtherTypes.Arp:
                Arp = ArpPacket.Decode(Payload);
                Layers |= PacketLayers.Arp;
                Payload = default;
                return;
            case EtherTypes.Ipv4:
                Ipv4 = Ipv4Header.Decode(Payload);
                Layers |= PacketLayers.Ipv4;
                (Protocol, offset, isWhole) = (Ipv4.Protocol, Ipv4.FragmentOffset, Ipv4.IsWhole);
                pseudo = Ipv4.PseudoHeader;
                Payload = Ipv4.Payload;
                break;
            case EtherTypes.Ipv6:
                Ipv6 = Ipv6Header.Decode(Payload);
                Layers |= PacketLayers.Ipv6;
                Extensions = Ipv6.Extensions;
                (Protocol, offset) = (Extensions.Protocol, Extensions.FragmentOffset);
                pseudo = Ipv6.PseudoHeader(Extensions);
                isWhole = pseudo.IsKnown;
                Payload = Extensions.Payload;
                break;
            default:
                return;
        }

        // Only the first fragment has the upper header.
        if (offset != 0 || Extensions.Faults.HasFlag(HeaderFaults.Truncated))
        {
            return;
        }

        switch (Protocol)
        {
            case IpProtocols.Tcp:
                Tcp = TcpHeader.Decode(Payload, pseudo);
                Layers |= PacketLayers.Tcp;
                Payload = Tcp.Payload;
                break;
            case IpProtocols.Udp:
                Udp = UdpHeader.Decode(Payload, pseudo);
                Layers |= PacketLayers.Udp;
                Payload = Udp.Payload;
                break;
            case IpProtocols.Icmp when Has(PacketLayers.Ipv4):
                Icmp = IcmpMessage.DecodeV4(Payload, isWhole);
                Layers |= PacketLayers.Icmp;
                Payload = Icmp.Body;
                break;
            case IpProtocols.Icmpv6 when Has(PacketLayers.Ipv6):
                Icmp = IcmpMessage.DecodeV6(Payload, pseudo);
                Layers |= PacketLayers.Icmp;
                Payload = Icmp.Body;
                break;
            case IpProtocols.Igmp when Has(PacketLayers.Ipv4):
                Igmp = IgmpMessage.Decode(Payload, isWhole);
                Layers |= PacketLayers.Igmp;
                Payload = Payload.From(IgmpMessage.HeaderSize);
                break;
        }
    }

    /// <summary>Which headers there are; the properties of the others are empty.</summary>
    public PacketLayers Layers { get; }

    /// <summary>The protocol above IP; 0 without an IP header.</summary>
    public byte Protocol { get; }

    /// <summary>The Ethernet header.</summary>
    public EthernetHeader Ethernet { get; }

    /// <summary>The ARP packet.</summary>
    public ArpPacket Arp { get; }

    /// <summary>The IPv4 header.</summary>
    public Ipv4Header Ipv4 { get; }

    /// <summary>The IPv6 header.</summary>
    public Ipv6Header Ipv6 { get; }

    /// <summary>The IPv6 header's extensions.</summary>
    public Ipv6Extensions Extensions { get; }

    /// <summary>The TCP header.</summary>
    public TcpHeader Tcp { get; }

    /// <summary>The UDP header.</summary>
    public UdpHeader Udp { get; }

    /// <summary>The ICMP message, of either version.</summary>
    public IcmpMessage Icmp { get; }

    /// <summary>The IGMP message.</summary>
    public IgmpMessage Igmp { get; }

    /// <summary>What is behind the last header that is understood.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>It has that header.</summary>
    public bool Has(PacketLayers layer) => (Layers & layer) != 0;

    /// <summary>Reads a packet. Takes any bytes, allocates nothing.</summary>
    /// <param name="bytes">A frame, or a packet from its IP header on.</param>
    /// <param name="link">Which of both.</param>
    public static Packet Decode(ReadOnlySpan<byte> bytes, LinkKind link) => new(bytes, link);
}
