namespace Patchbay.Probing;

/// <summary>How ports are asked.</summary>
public enum ScanMethod
{
    /// <summary>connect(2): needs no right.</summary>
    Connect,

    /// <summary>A SYN by a raw socket, never an ACK: needs CAP_NET_RAW.</summary>
    Syn,

    /// <summary>UDP datagrams from an ordinary socket and its error queue: needs no right.</summary>
    Udp,
}
