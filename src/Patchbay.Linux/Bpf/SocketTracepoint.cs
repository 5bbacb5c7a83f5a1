namespace Patchbay.Linux.Bpf;

/// <summary>The tracepoints of TCP sockets that are listened to.</summary>
public enum SocketTracepoint
{
    /// <summary>inet_sock_set_state: from one state to another.</summary>
    State = 0,

    /// <summary>tcp_retransmit_skb: a segment is sent again.</summary>
    Retransmit = 1,

    /// <summary>tcp_send_reset: RST goes out.</summary>
    ResetSent = 2,

    /// <summary>tcp_receive_reset: RST came.</summary>
    ResetReceived = 3,
}
