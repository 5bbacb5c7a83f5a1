using System.Globalization;
using System.Net;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>A packet in one line.</summary>
static class PacketSummary
{
    public static void Write(StringBuilder text, Packet packet)
    {
        if (packet.Has(PacketLayers.Arp))
        {
            text.Append("ARP ");
            LinkText.Write(text, packet.Arp);
        }
        else if (packet.Has(PacketLayers.Ipv4))
        {
            Write(text, packet, packet.Ipv4.Source, packet.Ipv4.Destination, packet.Ipv4.Faults, packet.Ipv4.FragmentOffset);
            DataText.Write(text, packet.Ipv4.ChecksumStatus == ChecksumStatus.Bad ? ChecksumStatus.Bad : ChecksumStatus.Unchecked, packet.Ipv4.Checksum);
        }
        else if (packet.Has(PacketLayers.Ipv6))
        {
            Write(text, packet, packet.Ipv6.Source, packet.Ipv6.Destination, packet.Ipv6.Faults | packet.Extensions.Faults, packet.Extensions.FragmentOffset);
        }
        else if (packet.Has(PacketLayers.Ethernet))
        {
            LinkText.Write(text, packet.Ethernet);
            text.Append(", ").Append(DataText.Bytes(packet.Payload.Length));
        }
        else
        {
            DataText.Write(text, packet.Payload);
        }
    }

    static void Write(StringBuilder text, Packet packet, IPAddress source, IPAddress destination, HeaderFaults faults, int fragmentOffset)
    {
        if (packet.Has(PacketLayers.Tcp))
        {
            text.Append(CultureInfo.InvariantCulture, $"{new IPEndPoint(source, packet.Tcp.SourcePort)} to {new IPEndPoint(destination, packet.Tcp.DestinationPort)} TCP ");
            TransportText.WriteFields(text, packet.Tcp);
        }
        else if (packet.Has(PacketLayers.Udp))
        {
            text.Append(CultureInfo.InvariantCulture, $"{new IPEndPoint(source, packet.Udp.SourcePort)} to {new IPEndPoint(destination, packet.Udp.DestinationPort)} UDP");
            DataText.Write(text, packet.Udp.ChecksumStatus, packet.Udp.Checksum);
            DataText.Write(text, packet.Udp.Faults);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{source} to {destination} ");
            WriteOther(text, packet, fragmentOffset);
        }

        if (!packet.Has(PacketLayers.Icmp) || packet.Icmp.IsEchoReply || packet.Icmp.IsEchoRequest)
        {
            text.Append(", ").Append(DataText.Bytes(packet.Payload.Length));
        }

        DataText.Write(text, faults);
    }

    static void WriteOther(StringBuilder text, Packet packet, int fragmentOffset)
    {
        if (packet.Has(PacketLayers.Icmp))
        {
            text.Append(packet.Icmp.Version == 4 ? "ICMP " : "ICMPv6 ");
            IcmpText.Write(text, packet.Icmp);
        }
        else if (packet.Has(PacketLayers.Igmp))
        {
            text.Append("IGMP ");
            IgmpText.Write(text, packet.Igmp);
        }
        else
        {
            text.Append(IpProtocols.NameOf(packet.Protocol)).Append(fragmentOffset == 0 ? "" : $" fragment from byte {fragmentOffset}");
        }
    }
}
