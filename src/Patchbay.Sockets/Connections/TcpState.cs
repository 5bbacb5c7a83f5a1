namespace Patchbay.Sockets;

/// <summary>The TCP states of RFC 9293 section 3.3.2, with Linux's numbers (include/net/tcp_states.h).</summary>
public enum TcpState
{
    /// <summary>Not reported.</summary>
    Unknown = 0,

    /// <summary>Open: data flows both ways.</summary>
    Established = 1,

    /// <summary>Our SYN is out, no answer yet.</summary>
    SynSent = 2,

    /// <summary>A SYN arrived and was answered; the third step is missing.</summary>
    SynReceived = 3,

    /// <summary>We closed first; our FIN is not acknowledged yet.</summary>
    FinWait1 = 4,

    /// <summary>Our FIN is acknowledged; the peer has not closed yet.</summary>
    FinWait2 = 5,

    /// <summary>Both closed, we first: kept for two segment lifetimes so that late segments find nobody else.</summary>
    TimeWait = 6,

    /// <summary>No connection.</summary>
    Closed = 7,

    /// <summary>The peer closed; our program has not yet.</summary>
    CloseWait = 8,

    /// <summary>The peer closed, then we; our FIN is not acknowledged yet.</summary>
    LastAck = 9,

    /// <summary>Waiting for connections.</summary>
    Listen = 10,

    /// <summary>Both closed at the same time.</summary>
    Closing = 11,
}
