namespace Patchbay.Probing;

/// <summary>By what ICMP echoes are sent.</summary>
public enum EchoMeans
{
    /// <summary>A ping socket (icmp(7)): no privileges, where net.ipv4.ping_group_range admits our group.</summary>
    PingSocket,

    /// <summary>A raw socket: needs CAP_NET_RAW.</summary>
    Raw,
}
