namespace Patchbay.Sockets;

/// <summary>Which headers a <see cref="Packet"/> has.</summary>
[Flags]
public enum PacketLayers
{
    /// <summary>None that is decoded.</summary>
    None = 0,

    /// <summary><see cref="Packet.Ethernet"/>.</summary>
    Ethernet = 1,

    /// <summary><see cref="Packet.Arp"/>.</summary>
    Arp = 2,

    /// <summary><see cref="Packet.Ipv4"/>.</summary>
    Ipv4 = 4,

    /// <summary><see cref="Packet.Ipv6"/>.</summary>
    Ipv6 = 8,

    /// <summary><see cref="Packet.Tcp"/>.</summary>
    Tcp = 16,

    /// <summary><see cref="Packet.Udp"/>.</summary>
    Udp = 32,

    /// <summary><see cref="Packet.Icmp"/>.</summary>
    Icmp = 64,

    /// <summary><see cref="Packet.Igmp"/>.</summary>
    Igmp = 128,
}
