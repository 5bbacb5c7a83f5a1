namespace Patchbay.Observation;

/// <summary>What it comes to.</summary>
public enum WhyVerdict
{
    /// <summary>A connection works, as far as can be told without speaking the protocol.</summary>
    Open,

    /// <summary>The name has no address, or no name server answered.</summary>
    NameNotResolved,

    /// <summary>The machine is there and nothing listens.</summary>
    Refused,

    /// <summary>No answer: packets are dropped on the way, or no machine has the address.</summary>
    Filtered,

    /// <summary>No route leads to the network.</summary>
    NetworkUnreachable,

    /// <summary>The network is there, the machine is not.</summary>
    HostUnreachable,

    /// <summary>A rule rejects it: a firewall's ICMP, a route, a file's mode.</summary>
    Prohibited,

    /// <summary>No local port or address was free.</summary>
    NoLocalAddress,

    /// <summary>It listens, and its backlog is full.</summary>
    BacklogFull,

    /// <summary>Connected, and nobody has accepted it.</summary>
    NotAccepted,

    /// <summary>Accepted, and reset at once.</summary>
    ResetAfterAccept,

    /// <summary>Accepted, and closed without a byte.</summary>
    ClosedAfterAccept,

    /// <summary>The TLS handshake failed.</summary>
    TlsFailed,

    /// <summary>The certificate is not trusted.</summary>
    CertificateRejected,

    /// <summary>The upgrade to WebSocket was refused.</summary>
    UpgradeRefused,

    /// <summary>Something else.</summary>
    Failed,

    /// <summary>One can listen there.</summary>
    CanBind,

    /// <summary>Somebody has the address and port.</summary>
    AddressInUse,

    /// <summary>The right to bind there is missing.</summary>
    BindDenied,

    /// <summary>No interface of this machine has the address.</summary>
    AddressNotHere,
}
