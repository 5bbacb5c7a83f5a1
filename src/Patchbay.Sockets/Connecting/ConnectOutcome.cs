namespace Patchbay.Sockets;

/// <summary>How an attempt to connect ended. One classification for the whole program: connect, why, scan and ping use it.</summary>
public enum ConnectOutcome
{
    /// <summary>The handshake completed.</summary>
    Open,

    /// <summary>The name has no address.</summary>
    NameNotResolved,

    /// <summary>The host answered RST: it is there, and nothing listens. For a Unix socket: no such path, or nobody listens on it.</summary>
    Refused,

    /// <summary>No answer within the time allowed: dropped on the way, or the host is gone.</summary>
    TimedOut,

    /// <summary>ENETUNREACH: no route from here, or a router said so (ICMP network unreachable).</summary>
    NetworkUnreachable,

    /// <summary>EHOSTUNREACH: nobody answered ARP or neighbour discovery, or a router said so (ICMP host unreachable).</summary>
    HostUnreachable,

    /// <summary>EACCES, EPERM or ICMP "administratively prohibited": a rule forbids it.</summary>
    Prohibited,

    /// <summary>No local port or address was free (EADDRNOTAVAIL).</summary>
    NoLocalAddress,

    /// <summary>The caller stopped waiting.</summary>
    Cancelled,

    /// <summary>Something else; the errno tells.</summary>
    Failed,
}
