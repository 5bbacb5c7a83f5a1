namespace Patchbay.Linux;

/// <summary>Socket options of datagrams as (level, name), with their numbers in the generic ABI. See ip(7), ipv6(7), udp(7), socket(7).</summary>
public static class DatagramOption
{
    /// <summary>SO_REUSEADDR: int.</summary>
    public static readonly (int Level, int Name) ReuseAddress = (1, 2);

    /// <summary>SO_RCVBUFFORCE: int.</summary>
    public static readonly (int Level, int Name) ReceiveBufferBeyondLimit = (1, 33);

    /// <summary>SO_SNDBUFFORCE: int.</summary>
    public static readonly (int Level, int Name) SendBufferBeyondLimit = (1, 32);

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
}
