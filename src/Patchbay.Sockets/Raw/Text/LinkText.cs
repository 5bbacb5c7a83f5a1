using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>Ethernet and ARP in words.</summary>
static class LinkText
{
    public static void Write(StringBuilder text, EthernetHeader header)
    {
        text.Append(CultureInfo.InvariantCulture, $"{header.Source} to {Name(header.Destination)}");
        for (var i = 0; i < header.TagCount; i++)
        {
            var tag = header.Tag(i);
            text.Append(CultureInfo.InvariantCulture, $", {(tag.Protocol == EtherTypes.Vlan ? "" : "service ")}VLAN {tag.Identifier}");
            text.Append(tag.Priority == 0 ? "" : $" priority {tag.Priority}").Append(tag.DropEligible ? " may be dropped" : "");
        }

        if ((header.Faults & HeaderFaults.Truncated) == 0)
        {
            text.Append(", ").Append(EtherTypes.NameOf(header.EtherType));
        }

        DataText.Write(text, header.Faults);
    }

    public static void Write(StringBuilder text, ArpPacket arp)
    {
        if (!arp.IsIpv4OverEthernet)
        {
            text.Append(CultureInfo.InvariantCulture, $"operation {arp.Operation}, hardware type {arp.HardwareType}, protocol {EtherTypes.NameOf(arp.ProtocolType)}");
        }
        else
        {
            var isAnnouncement = arp.Sender.Equals(arp.Target);
            text.Append(arp.Operation switch
            {
                ArpPacket.Request when isAnnouncement => $"{arp.SenderHardware} announces that it has {arp.Sender}",
                ArpPacket.Request => $"who has {arp.Target}? {arp.Sender} at {arp.SenderHardware} asks",
                ArpPacket.Reply => $"{arp.Sender} is at {arp.SenderHardware}, {arp.Target} at {arp.TargetHardware} is told",
                _ => $"operation {arp.Operation} from {arp.Sender} at {arp.SenderHardware} about {arp.Target} at {arp.TargetHardware}",
            });
        }

        DataText.Write(text, arp.Faults);
    }

    static string Name(MacAddress address) => address == MacAddress.Broadcast ? "everybody" : address.ToString();
}
