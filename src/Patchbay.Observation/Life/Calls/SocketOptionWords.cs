namespace Patchbay.Observation;

/// <summary>Levels and names of setsockopt(2) and getsockopt(2): asm-generic/socket.h, linux/tcp.h, linux/in.h, linux/in6.h, linux/udp.h; the same on x86-64 and arm64.</summary>
static class SocketOptionWords
{
    /// <summary>SOL_SOCKET.</summary>
    public const int SocketLevel = 1;

    /// <summary>SO_ERROR.</summary>
    public const int Error = 4;

    /// <summary>SO_LINGER: a structure of two numbers.</summary>
    public const int Linger = 13;

    /// <summary>SO_RCVTIMEO and SO_SNDTIMEO: a structure of seconds and microseconds.</summary>
    public static bool IsTime(int level, int name) => level == SocketLevel && name is 20 or 21;

    /// <summary>SOL_* and IPPROTO_*.</summary>
    public static string Level(long value) => NamedBits.Value(value,
    [
        (0, "SOL_IP"), (SocketLevel, "SOL_SOCKET"), (6, "SOL_TCP"), (17, "SOL_UDP"), (41, "SOL_IPV6"), (58, "SOL_ICMPV6"), (132, "SOL_SCTP"), (255, "SOL_RAW"), (263, "SOL_PACKET"),
        (270, "SOL_NETLINK"), (282, "SOL_TLS"), (284, "SOL_MPTCP"),
    ]);

    /// <summary>SO_*, TCP_* …</summary>
    public static string Name(long level, long value) => level switch
    {
        0 => NamedBits.Value(value, Ip),
        SocketLevel => NamedBits.Value(value, Socket),
        6 => NamedBits.Value(value, Tcp),
        17 => NamedBits.Value(value, [(1, "UDP_CORK"), (100, "UDP_ENCAP"), (103, "UDP_SEGMENT"), (104, "UDP_GRO")]),
        41 => NamedBits.Value(value, Ipv6),
        255 => NamedBits.Value(value, [(1, "ICMP_FILTER")]),
        263 => NamedBits.Value(value, [(1, "PACKET_ADD_MEMBERSHIP"), (2, "PACKET_DROP_MEMBERSHIP"), (5, "PACKET_RX_RING"), (6, "PACKET_STATISTICS"), (8, "PACKET_AUXDATA"), (10, "PACKET_VERSION"), (20, "PACKET_QDISC_BYPASS")]),
        270 => NamedBits.Value(value, [(1, "NETLINK_ADD_MEMBERSHIP"), (2, "NETLINK_DROP_MEMBERSHIP"), (3, "NETLINK_PKTINFO"), (10, "NETLINK_CAP_ACK"), (11, "NETLINK_EXT_ACK"), (12, "NETLINK_GET_STRICT_CHK")]),
        _ => NamedBits.Value(value, []),
    };

    static readonly (long, string)[] Socket =
    [
        (1, "SO_DEBUG"), (2, "SO_REUSEADDR"), (3, "SO_TYPE"), (Error, "SO_ERROR"), (5, "SO_DONTROUTE"), (6, "SO_BROADCAST"), (7, "SO_SNDBUF"), (8, "SO_RCVBUF"), (9, "SO_KEEPALIVE"),
        (10, "SO_OOBINLINE"), (12, "SO_PRIORITY"), (Linger, "SO_LINGER"), (15, "SO_REUSEPORT"), (16, "SO_PASSCRED"), (17, "SO_PEERCRED"), (18, "SO_RCVLOWAT"), (19, "SO_SNDLOWAT"),
        (20, "SO_RCVTIMEO"), (21, "SO_SNDTIMEO"), (25, "SO_BINDTODEVICE"), (26, "SO_ATTACH_FILTER"), (27, "SO_DETACH_FILTER"), (29, "SO_TIMESTAMP"), (30, "SO_ACCEPTCONN"), (31, "SO_PEERSEC"),
        (32, "SO_SNDBUFFORCE"), (33, "SO_RCVBUFFORCE"), (34, "SO_PASSSEC"), (35, "SO_TIMESTAMPNS"), (36, "SO_MARK"), (37, "SO_TIMESTAMPING"), (38, "SO_PROTOCOL"), (39, "SO_DOMAIN"),
        (40, "SO_RXQ_OVFL"), (42, "SO_PEEK_OFF"), (44, "SO_LOCK_FILTER"), (46, "SO_BUSY_POLL"), (47, "SO_MAX_PACING_RATE"), (49, "SO_INCOMING_CPU"), (50, "SO_ATTACH_BPF"),
        (51, "SO_ATTACH_REUSEPORT_CBPF"), (52, "SO_ATTACH_REUSEPORT_EBPF"), (55, "SO_MEMINFO"), (56, "SO_INCOMING_NAPI_ID"), (57, "SO_COOKIE"), (59, "SO_PEERGROUPS"), (60, "SO_ZEROCOPY"),
        (61, "SO_TXTIME"), (62, "SO_BINDTOIFINDEX"), (76, "SO_PASSPIDFD"), (77, "SO_PEERPIDFD"),
    ];

    static readonly (long, string)[] Tcp =
    [
        (1, "TCP_NODELAY"), (2, "TCP_MAXSEG"), (3, "TCP_CORK"), (4, "TCP_KEEPIDLE"), (5, "TCP_KEEPINTVL"), (6, "TCP_KEEPCNT"), (7, "TCP_SYNCNT"), (8, "TCP_LINGER2"), (9, "TCP_DEFER_ACCEPT"),
        (10, "TCP_WINDOW_CLAMP"), (11, "TCP_INFO"), (12, "TCP_QUICKACK"), (13, "TCP_CONGESTION"), (14, "TCP_MD5SIG"), (18, "TCP_USER_TIMEOUT"), (23, "TCP_FASTOPEN"), (25, "TCP_NOTSENT_LOWAT"),
        (26, "TCP_CC_INFO"), (27, "TCP_SAVE_SYN"), (28, "TCP_SAVED_SYN"), (30, "TCP_FASTOPEN_CONNECT"), (31, "TCP_ULP"), (36, "TCP_INQ"), (37, "TCP_TX_DELAY"),
    ];

    static readonly (long, string)[] Ip =
    [
        (1, "IP_TOS"), (2, "IP_TTL"), (3, "IP_HDRINCL"), (4, "IP_OPTIONS"), (6, "IP_RECVOPTS"), (8, "IP_PKTINFO"), (10, "IP_MTU_DISCOVER"), (11, "IP_RECVERR"), (12, "IP_RECVTTL"),
        (13, "IP_RECVTOS"), (14, "IP_MTU"), (15, "IP_FREEBIND"), (19, "IP_TRANSPARENT"), (20, "IP_RECVORIGDSTADDR"), (24, "IP_BIND_ADDRESS_NO_PORT"), (32, "IP_MULTICAST_IF"),
        (33, "IP_MULTICAST_TTL"), (34, "IP_MULTICAST_LOOP"), (35, "IP_ADD_MEMBERSHIP"), (36, "IP_DROP_MEMBERSHIP"), (39, "IP_ADD_SOURCE_MEMBERSHIP"), (42, "MCAST_JOIN_GROUP"),
        (45, "MCAST_LEAVE_GROUP"), (49, "IP_MULTICAST_ALL"), (50, "IP_UNICAST_IF"), (51, "IP_LOCAL_PORT_RANGE"),
    ];

    static readonly (long, string)[] Ipv6 =
    [
        (16, "IPV6_UNICAST_HOPS"), (17, "IPV6_MULTICAST_IF"), (18, "IPV6_MULTICAST_HOPS"), (19, "IPV6_MULTICAST_LOOP"), (20, "IPV6_ADD_MEMBERSHIP"), (21, "IPV6_DROP_MEMBERSHIP"),
        (23, "IPV6_MTU_DISCOVER"), (24, "IPV6_MTU"), (25, "IPV6_RECVERR"), (26, "IPV6_V6ONLY"), (42, "MCAST_JOIN_GROUP"), (45, "MCAST_LEAVE_GROUP"), (49, "IPV6_RECVPKTINFO"),
        (50, "IPV6_PKTINFO"), (51, "IPV6_RECVHOPLIMIT"), (52, "IPV6_HOPLIMIT"), (66, "IPV6_RECVTCLASS"), (67, "IPV6_TCLASS"), (73, "IPV6_MINHOPCOUNT"), (78, "IPV6_FREEBIND"),
    ];
}
