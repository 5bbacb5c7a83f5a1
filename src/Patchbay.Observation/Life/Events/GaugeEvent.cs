using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>How full a socket's buffers are, and what the kernel measures of the connection.</summary>
public sealed record GaugeEvent : LifeEvent
{
    /// <summary>The state at that moment; null for what is not TCP.</summary>
    public TcpState? State { get; init; }

    /// <summary>Bytes received and not read; of a listener, connections that wait to be accepted.</summary>
    public long Unread { get; init; }

    /// <summary>The receive buffer's size in bytes (SO_RCVBUF as the kernel counts); of a listener, its backlog.</summary>
    public long ReceiveRoom { get; init; }

    /// <summary>Bytes written and not yet sent.</summary>
    public long Unsent { get; init; }

    /// <summary>Bytes sent and not acknowledged.</summary>
    public long Unacknowledged { get; init; }

    /// <summary>The send buffer's size in bytes (SO_SNDBUF as the kernel counts).</summary>
    public long SendRoom { get; init; }

    /// <summary>Which timer runs; zero window probes are <see cref="SocketTimer"/>'s persist.</summary>
    public SocketTimer Timer { get; init; }

    /// <summary>Segments sent again, over the whole life.</summary>
    public long Retransmits { get; init; }

    /// <summary>The smoothed round trip; zero when it is not known.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Who told.</summary>
    public required LifeSource Source { get; init; }
}
