namespace Patchbay.Probing;

/// <summary>With what a host is asked.</summary>
public enum PingKind
{
    /// <summary>ICMP echo requests.</summary>
    Icmp,

    /// <summary>Attempts to connect by TCP: an acceptance and a reset are answers.</summary>
    Tcp,

    /// <summary>UDP datagrams: an answer and the host's own "port unreachable" are answers.</summary>
    Udp,
}
