namespace Patchbay.Sockets;

/// <summary>
/// The part of Linux's <c>struct tcp_info</c> (include/uapi/linux/tcp.h) that people act on. Counters the running kernel does not report are 0.
/// </summary>
public sealed record TcpInfo
{
    /// <summary>The state of RFC 9293 section 3.3.2.</summary>
    public required TcpState State { get; init; }

    /// <summary>Smoothed round-trip time (RFC 6298).</summary>
    public required TimeSpan RoundTrip { get; init; }

    /// <summary>Round-trip variation (RFC 6298).</summary>
    public required TimeSpan RoundTripVariation { get; init; }

    /// <summary>Current retransmission time-out.</summary>
    public required TimeSpan RetransmitTimeout { get; init; }

    /// <summary>Congestion window, in segments.</summary>
    public required uint CongestionWindow { get; init; }

    /// <summary>Segments sent and not acknowledged.</summary>
    public required uint Unacknowledged { get; init; }

    /// <summary>Segments retransmitted over the life of the connection.</summary>
    public required uint TotalRetransmits { get; init; }

    /// <summary>Sending maximum segment size, in bytes.</summary>
    public required uint SendMss { get; init; }

    /// <summary>Bytes the peer has acknowledged.</summary>
    public required ulong BytesAcknowledged { get; init; }

    /// <summary>Bytes received in order.</summary>
    public required ulong BytesReceived { get; init; }

    /// <summary>Bytes written by us and not sent yet.</summary>
    public required uint NotSent { get; init; }
}
