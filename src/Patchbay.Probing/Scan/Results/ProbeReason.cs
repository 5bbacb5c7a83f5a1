namespace Patchbay.Probing;

/// <summary>The evidence behind a state.</summary>
public enum ProbeReason : byte
{
    /// <summary>None yet.</summary>
    None,

    /// <summary>SYN and ACK came, or a connection.</summary>
    SynAck,

    /// <summary>RST came.</summary>
    Reset,

    /// <summary>Nothing came, after every try.</summary>
    NoResponse,

    /// <summary>A datagram came back from the port.</summary>
    UdpResponse,

    /// <summary>ICMP: port unreachable.</summary>
    PortUnreachable,

    /// <summary>ICMP: host unreachable; or nobody answered ARP or neighbour discovery.</summary>
    HostUnreachable,

    /// <summary>ICMP: network unreachable; or there is no route from here.</summary>
    NetUnreachable,

    /// <summary>ICMP: protocol unreachable.</summary>
    ProtoUnreachable,

    /// <summary>ICMP: communication administratively prohibited.</summary>
    AdminProhibited,

    /// <summary>ICMP: host administratively prohibited.</summary>
    HostProhibited,

    /// <summary>ICMP: network administratively prohibited.</summary>
    NetProhibited,

    /// <summary>ICMP: time exceeded on the way.</summary>
    TimeExceeded,

    /// <summary>Another ICMP error.</summary>
    OtherIcmp,

    /// <summary>ICMP: an echo reply (host discovery).</summary>
    EchoReply,

    /// <summary>ARP: an answer (host discovery on the link).</summary>
    ArpResponse,

    /// <summary>Neighbour discovery: an answer (RFC 4861).</summary>
    NeighborResponse,

    /// <summary>The address is this machine's own.</summary>
    LocalHost,

    /// <summary>The user asked for the host to be taken as up.</summary>
    UserSet,

    /// <summary>Our own system refused: no right to send there (EPERM, EACCES: a local rule).</summary>
    LocalRule,

    /// <summary>Our own system had no descriptor, source port or memory, or lost answers.</summary>
    LocalError,

    /// <summary>The scan ended before the port was asked to the end.</summary>
    NotFinished,
}
