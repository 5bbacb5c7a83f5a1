namespace Patchbay.Linux.Netlink;

/// <summary>What to tell of each socket besides its row: <c>idiag_ext</c>, a bit for each INET_DIAG_* attribute.</summary>
[Flags]
public enum InetDiagExtensions : byte
{
    /// <summary>The row alone: 72 bytes and what the kernel adds unasked.</summary>
    None = 0,

    /// <summary>INET_DIAG_MEMINFO: four sums of memory. <see cref="SocketMemory"/> says more.</summary>
    Memory = 1 << 0,

    /// <summary>INET_DIAG_INFO: struct tcp_info. Triples the answer.</summary>
    TcpInfo = 1 << 1,

    /// <summary>INET_DIAG_VEGASINFO: what the congestion control itself tells.</summary>
    CongestionInfo = 1 << 2,

    /// <summary>INET_DIAG_CONG: the name of the congestion control.</summary>
    Congestion = 1 << 3,

    /// <summary>INET_DIAG_TOS: the type of service.</summary>
    TypeOfService = 1 << 4,

    /// <summary>INET_DIAG_TCLASS: the traffic class of IPv6.</summary>
    TrafficClass = 1 << 5,

    /// <summary>INET_DIAG_SKMEMINFO: buffers, their limits, and datagrams dropped.</summary>
    SocketMemory = 1 << 6,

    /// <summary>INET_DIAG_SHUTDOWN: which directions are shut down.</summary>
    Shutdown = 1 << 7,
}
