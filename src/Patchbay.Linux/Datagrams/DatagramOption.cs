namespace Patchbay.Linux;

/// <summary>Socket options of datagrams as (level, name), with their numbers in the generic ABI. See ip(7), ipv6(7), udp(7), socket(7).</summary>
public static class DatagramOption
{
    /// <summary>SO_REUSEADDR: int.</summary>
    public static readonly (int Level, int Name) ReuseAddress = (1, 2);

    /// <summary>IP_RECVERR: int.</summary>
    public static readonly (int Level, int Name) ReceiveErrors4 = (0, 11);

    /// <summary>IPV6_RECVERR: int.</summary>
    public static readonly (int Level, int Name) ReceiveErrors6 = (41, 25);

    /// <summary>IP_PKTINFO: int.</summary>
    public static readonly (int Level, int Name) PacketInformation4 = (0, 8);

    /// <summary>IPV6_RECVPKTINFO: int.</summary>
    public static readonly (int Level, int Name) PacketInformation6 = (41, 49);

    /// <summary>IP_MULTICAST_ALL: int. Off, a socket hears only the groups that it joined itself.</summary>
    public static readonly (int Level, int Name) EveryGroup4 = (0, 49);

    /// <summary>IPV6_MULTICAST_ALL (Linux 4.20): int.</summary>
    public static readonly (int Level, int Name) EveryGroup6 = (41, 29);

    /// <summary>UDP_GRO (Linux 5.0): int.</summary>
    public static readonly (int Level, int Name) ReceiveOffload = (17, 104);

    /// <summary>IP_MULTICAST_IF: struct ip_mreqn.</summary>
    public static readonly (int Level, int Name) MulticastInterface4 = (0, 32);

    /// <summary>IP_MULTICAST_TTL: int.</summary>
    public static readonly (int Level, int Name) MulticastHops4 = (0, 33);

    /// <summary>IP_MULTICAST_LOOP: int.</summary>
    public static readonly (int Level, int Name) MulticastLoop4 = (0, 34);

    /// <summary>IPV6_MULTICAST_IF: int.</summary>
    public static readonly (int Level, int Name) MulticastInterface6 = (41, 17);

    /// <summary>IPV6_MULTICAST_HOPS: int.</summary>
    public static readonly (int Level, int Name) MulticastHops6 = (41, 18);

    /// <summary>IPV6_MULTICAST_LOOP: int.</summary>
    public static readonly (int Level, int Name) MulticastLoop6 = (41, 19);
}
