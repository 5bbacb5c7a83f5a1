namespace Patchbay.Probing;

/// <summary>What an answer to a probe means.</summary>
public enum TraceReplyKind
{
    /// <summary>A router on the way: ICMP time exceeded.</summary>
    Hop,

    /// <summary>The destination: an echo reply, a datagram, SYN and ACK, or ICMP port unreachable.</summary>
    Reached,

    /// <summary>The destination by a RST: it is there, and nobody listens on the port.</summary>
    Refused,

    /// <summary>Another ICMP error: from here on nobody carries it further.</summary>
    Unreachable,
}
