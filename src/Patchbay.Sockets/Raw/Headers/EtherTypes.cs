namespace Patchbay.Sockets;

/// <summary>What an Ethernet frame carries (IEEE 802 Numbers), as far as it is told in words here.</summary>
public static class EtherTypes
{
    /// <summary>IPv4.</summary>
    public const ushort Ipv4 = 0x0800;

    /// <summary>ARP.</summary>
    public const ushort Arp = 0x0806;

    /// <summary>A VLAN tag (IEEE 802.1Q).</summary>
    public const ushort Vlan = 0x8100;

    /// <summary>IPv6.</summary>
    public const ushort Ipv6 = 0x86dd;

    /// <summary>An outer VLAN tag (IEEE 802.1ad).</summary>
    public const ushort ServiceVlan = 0x88a8;

    /// <summary>Values below are not types but the length of an IEEE 802.3 frame.</summary>
    public const ushort Smallest = 0x0600;

    /// <summary>The name, or the number in hexadecimal.</summary>
    public static string NameOf(ushort type) => type switch
    {
        Ipv4 => "IPv4",
        Arp => "ARP",
        Vlan => "VLAN tag",
        Ipv6 => "IPv6",
        ServiceVlan => "service VLAN tag",
        0x8035 => "RARP",
        0x8847 => "MPLS",
        0x8863 => "PPPoE discovery",
        0x8864 => "PPPoE session",
        0x888e => "802.1X",
        0x88cc => "LLDP",
        0x88e5 => "MACsec",
        0x88f7 => "PTP",
        0x9000 => "loopback test",
        < Smallest => $"802.3, length {type}",
        _ => $"type 0x{type:x4}",
    };
}
