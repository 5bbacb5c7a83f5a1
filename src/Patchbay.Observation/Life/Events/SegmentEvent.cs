namespace Patchbay.Observation;

/// <summary>A TCP segment or a datagram seen on the wire.</summary>
public sealed record SegmentEvent : LifeEvent
{
    /// <summary>Where it comes from.</summary>
    public required SocketEnd Source { get; init; }

    /// <summary>Where it goes.</summary>
    public required SocketEnd Destination { get; init; }

    /// <summary>TCP's flags as the header has them: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32; 0 for a datagram.</summary>
    public int Flags { get; init; }

    /// <summary>The sequence number, relative to the first seen of its direction.</summary>
    public uint Sequence { get; init; }

    /// <summary>The acknowledgement number, relative likewise; 0 without ACK.</summary>
    public uint Acknowledgement { get; init; }

    /// <summary>The receive window told, scaled where the handshake was seen.</summary>
    public long Window { get; init; }

    /// <summary>Bytes of payload.</summary>
    public int Length { get; init; }

    /// <summary>The same bytes were seen before: a retransmission.</summary>
    public bool IsRepeated { get; init; }
}
