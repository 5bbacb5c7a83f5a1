namespace Patchbay.Linux.Netlink;

/// <summary>The attributes of <see cref="InetDiagMessage"/> that are read here (include/uapi/linux/inet_diag.h).</summary>
public static class InetDiagAttribute
{
    /// <summary>struct tcp_info.</summary>
    public const int Info = 2;

    /// <summary>The name of the congestion control.</summary>
    public const int Congestion = 4;

    /// <summary>Nine u32: received, receive limit, sent, send limit, forward, queued, options, backlog, drops.</summary>
    public const int SocketMemory = 7;

    /// <summary>A byte: 1 no more receiving, 2 no more sending.</summary>
    public const int Shutdown = 8;

    /// <summary>A byte: IPV6_V6ONLY, of IPv6 sockets that listen or are closed.</summary>
    public const int V6Only = 11;

    /// <summary>A u32: SO_MARK. Only with CAP_NET_ADMIN.</summary>
    public const int Mark = 15;

    /// <summary>A u64: the control group (v2) of the maker.</summary>
    public const int Cgroup = 21;
}
