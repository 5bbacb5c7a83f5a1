namespace Patchbay.Observation;

/// <summary>The constants of socket calls by name: linux/socket.h, linux/net.h, linux/in.h, sys/epoll.h, poll.h, fcntl.h; the same on x86-64 and arm64.</summary>
static class SocketCallWords
{
    /// <summary>O_NONBLOCK, SOCK_NONBLOCK.</summary>
    public const long NonBlocking = 0x800;

    /// <summary>O_CLOEXEC, SOCK_CLOEXEC.</summary>
    public const long CloseOnExec = 0x80000;

    /// <summary>MSG_DONTWAIT.</summary>
    public const long DontWait = 0x40;

    /// <summary>fcntl: F_DUPFD.</summary>
    public const long DuplicateCommand = 0;

    /// <summary>fcntl: F_SETFD.</summary>
    public const long SetDescriptorCommand = 2;

    /// <summary>fcntl: F_SETFL.</summary>
    public const long SetStatusCommand = 4;

    /// <summary>fcntl: F_DUPFD_CLOEXEC.</summary>
    public const long DuplicateClosingCommand = 1030;

    /// <summary>ioctl: FIONBIO.</summary>
    public const long NonBlockingRequest = 0x5421;

    /// <summary>ioctl: FIONCLEX.</summary>
    public const long KeepOnExecRequest = 0x5450;

    /// <summary>ioctl: FIOCLEX.</summary>
    public const long CloseOnExecRequest = 0x5451;

    /// <summary>AF_*.</summary>
    public static string Family(long value) => NamedBits.Value(value, Families);

    /// <summary>SOCK_STREAM|SOCK_CLOEXEC.</summary>
    public static string Type(long value)
    {
        var type = NamedBits.Value(value & 0xF, Types);
        return (value & ~0xFL) == 0 ? type : $"{type}|{SocketFlags(value & ~0xFL)}";
    }

    /// <summary>SOCK_NONBLOCK|SOCK_CLOEXEC.</summary>
    public static string SocketFlags(long value) => NamedBits.Flags(value, [(NonBlocking, "SOCK_NONBLOCK"), (CloseOnExec, "SOCK_CLOEXEC")]);

    /// <summary>IPPROTO_* of IP sockets, NETLINK_* of netlink ones, else the number.</summary>
    public static string Protocol(long family, long value) => (family & 0xFFFF) switch
    {
        2 or 10 => NamedBits.Value(value, Protocols),
        16 => NamedBits.Value(value, NetlinkProtocols),
        17 => value == 0 ? "0" : $"htons(0x{(ushort)(((value & 0xFF) << 8) | ((value >> 8) & 0xFF)):x4})",
        _ => NamedBits.Value(value, []),
    };

    /// <summary>MSG_*.</summary>
    public static string MessageFlags(long value) => NamedBits.Flags(value, Messages);

    /// <summary>SHUT_*.</summary>
    public static string How(long value) => NamedBits.Value(value, [(0, "SHUT_RD"), (1, "SHUT_WR"), (2, "SHUT_RDWR")]);

    /// <summary>POLL*.</summary>
    public static string PollEvents(long value) => NamedBits.Flags(value, Polls);

    /// <summary>EPOLL*.</summary>
    public static string EpollEvents(long value) => NamedBits.Flags(value, Epolls);

    /// <summary>EPOLL_CTL_*.</summary>
    public static string EpollOperation(long value) => NamedBits.Value(value, [(1, "EPOLL_CTL_ADD"), (2, "EPOLL_CTL_DEL"), (3, "EPOLL_CTL_MOD")]);

    /// <summary>F_*.</summary>
    public static string FcntlCommand(long value) =>
        NamedBits.Value(value, [(DuplicateCommand, "F_DUPFD"), (1, "F_GETFD"), (SetDescriptorCommand, "F_SETFD"), (3, "F_GETFL"), (SetStatusCommand, "F_SETFL"), (DuplicateClosingCommand, "F_DUPFD_CLOEXEC")]);

    /// <summary>O_*.</summary>
    public static string OpenFlags(long value)
    {
        var access = (value & 3) switch { 1 => "O_WRONLY", 2 => "O_RDWR", 3 => "O_ACCMODE", _ => "" };
        var flags = NamedBits.Flags(value & ~3L, [(0x400, "O_APPEND"), (NonBlocking, "O_NONBLOCK"), (0x2000, "O_ASYNC"), (CloseOnExec, "O_CLOEXEC"), (0x40000, "O_NOATIME"), (0x101000, "O_SYNC")]);
        return access.Length == 0 ? flags : flags == "0" ? access : $"{access}|{flags}";
    }

    /// <summary>The requests that are told.</summary>
    public static string IoctlRequest(long value) =>
        NamedBits.Value(value, [(NonBlockingRequest, "FIONBIO"), (KeepOnExecRequest, "FIONCLEX"), (CloseOnExecRequest, "FIOCLEX")]);

    /// <summary>SPLICE_F_*.</summary>
    public static string SpliceFlags(long value) => NamedBits.Flags(value, [(1, "SPLICE_F_MOVE"), (2, "SPLICE_F_NONBLOCK"), (4, "SPLICE_F_MORE"), (8, "SPLICE_F_GIFT")]);

    /// <summary>CLOSE_RANGE_*.</summary>
    public static string RangeFlags(long value) => NamedBits.Flags(value, [(2, "CLOSE_RANGE_UNSHARE"), (4, "CLOSE_RANGE_CLOEXEC")]);

    static readonly (long, string)[] Families =
    [
        (0, "AF_UNSPEC"), (1, "AF_UNIX"), (2, "AF_INET"), (3, "AF_AX25"), (4, "AF_IPX"), (5, "AF_APPLETALK"), (9, "AF_X25"), (10, "AF_INET6"), (15, "AF_KEY"), (16, "AF_NETLINK"),
        (17, "AF_PACKET"), (21, "AF_RDS"), (24, "AF_PPPOX"), (26, "AF_LLC"), (27, "AF_IB"), (28, "AF_MPLS"), (29, "AF_CAN"), (30, "AF_TIPC"), (31, "AF_BLUETOOTH"), (38, "AF_ALG"),
        (40, "AF_VSOCK"), (41, "AF_KCM"), (44, "AF_XDP"),
    ];

    static readonly (long, string)[] Types =
        [(1, "SOCK_STREAM"), (2, "SOCK_DGRAM"), (3, "SOCK_RAW"), (4, "SOCK_RDM"), (5, "SOCK_SEQPACKET"), (6, "SOCK_DCCP"), (10, "SOCK_PACKET")];

    static readonly (long, string)[] Protocols =
    [
        (1, "IPPROTO_ICMP"), (2, "IPPROTO_IGMP"), (6, "IPPROTO_TCP"), (17, "IPPROTO_UDP"), (33, "IPPROTO_DCCP"), (41, "IPPROTO_IPV6"), (58, "IPPROTO_ICMPV6"), (132, "IPPROTO_SCTP"),
        (136, "IPPROTO_UDPLITE"), (255, "IPPROTO_RAW"), (262, "IPPROTO_MPTCP"),
    ];

    static readonly (long, string)[] NetlinkProtocols =
        [(0, "NETLINK_ROUTE"), (4, "NETLINK_SOCK_DIAG"), (6, "NETLINK_XFRM"), (9, "NETLINK_AUDIT"), (12, "NETLINK_NETFILTER"), (15, "NETLINK_KOBJECT_UEVENT"), (16, "NETLINK_GENERIC")];

    static readonly (long, string)[] Messages =
    [
        (1, "MSG_OOB"), (2, "MSG_PEEK"), (4, "MSG_DONTROUTE"), (8, "MSG_CTRUNC"), (0x10, "MSG_PROBE"), (0x20, "MSG_TRUNC"), (DontWait, "MSG_DONTWAIT"), (0x80, "MSG_EOR"),
        (0x100, "MSG_WAITALL"), (0x200, "MSG_FIN"), (0x400, "MSG_SYN"), (0x800, "MSG_CONFIRM"), (0x1000, "MSG_RST"), (0x2000, "MSG_ERRQUEUE"), (0x4000, "MSG_NOSIGNAL"), (0x8000, "MSG_MORE"),
        (0x10000, "MSG_WAITFORONE"), (0x40000, "MSG_BATCH"), (0x4000000, "MSG_ZEROCOPY"), (0x20000000, "MSG_FASTOPEN"), (0x40000000, "MSG_CMSG_CLOEXEC"),
    ];

    static readonly (long, string)[] Polls =
    [
        (1, "POLLIN"), (2, "POLLPRI"), (4, "POLLOUT"), (8, "POLLERR"), (0x10, "POLLHUP"), (0x20, "POLLNVAL"), (0x40, "POLLRDNORM"), (0x80, "POLLRDBAND"), (0x100, "POLLWRNORM"),
        (0x200, "POLLWRBAND"), (0x400, "POLLMSG"), (0x2000, "POLLRDHUP"),
    ];

    static readonly (long, string)[] Epolls =
    [
        (1, "EPOLLIN"), (2, "EPOLLPRI"), (4, "EPOLLOUT"), (8, "EPOLLERR"), (0x10, "EPOLLHUP"), (0x40, "EPOLLRDNORM"), (0x80, "EPOLLRDBAND"), (0x100, "EPOLLWRNORM"), (0x200, "EPOLLWRBAND"),
        (0x400, "EPOLLMSG"), (0x2000, "EPOLLRDHUP"), (0x10000000, "EPOLLEXCLUSIVE"), (0x20000000, "EPOLLWAKEUP"), (0x40000000, "EPOLLONESHOT"), (0x80000000, "EPOLLET"),
    ];
}
