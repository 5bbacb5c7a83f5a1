using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// Packets in, segments out: numbers relative to the first of their direction, windows scaled where the handshake was seen, repeated ones marked. Remembers a bounded number of
/// directions. Takes any bytes. Pure; not thread-safe.
/// </summary>
sealed class SegmentReader
{
    const int MostDirections = 8192;

    readonly Dictionary<(SocketEnd From, SocketEnd To), Direction> _directions = [];

    /// <summary>Reads a packet from its IP header on; payload may be cut.</summary>
    /// <param name="packet">Its bytes.</param>
    /// <param name="interfaceIndex">Where it was seen: the same segment on a second interface (a bridge, a tunnel) is no repetition and is left out.</param>
    /// <param name="at">When.</param>
    /// <returns>Null for what is no TCP segment.</returns>
    public SegmentEvent? Read(ReadOnlySpan<byte> packet, int interfaceIndex, TimeSpan at)
    {
        var read = Packet.Decode(packet, LinkKind.Ip);
        if (!read.Has(PacketLayers.Tcp) || read.Tcp.Faults.HasFlag(HeaderFaults.Truncated))
        {
            return null;
        }

        var tcp = read.Tcp;
        var isV4 = read.Has(PacketLayers.Ipv4);
        var from = new SocketEnd(HostAddress.Read(isV4 ? read.Ipv4.SourceBytes : packet.Slice(8, 16)), tcp.SourcePort);
        var to = new SocketEnd(HostAddress.Read(isV4 ? read.Ipv4.DestinationBytes : packet.Slice(24, 16)), tcp.DestinationPort);
        // The kept bytes end behind the header: how long the segment was, the IP header says.
        var length = Math.Max(0, isV4 ? read.Ipv4.TotalLength - read.Ipv4.HeaderLength - tcp.HeaderLength : ((packet[4] << 8) | packet[5]) - tcp.HeaderLength);
        var isSyn = tcp.Flags.HasFlag(TcpFlags.Syn);
        if (_directions.Count >= MostDirections)
        {
            _directions.Clear();
        }

        if (!_directions.TryGetValue((from, to), out var ours) || (isSyn && tcp.SequenceNumber != ours.First))
        {
            _directions[(from, to)] = ours = new Direction { First = tcp.SequenceNumber, Next = tcp.SequenceNumber, Interface = interfaceIndex };
        }

        if (ours.Interface != interfaceIndex)
        {
            return null;
        }

        _directions.TryGetValue((to, from), out var theirs);
        if (isSyn)
        {
            ours.Scale = tcp.WindowScale;
        }

        // Scaling holds when both offered it, and never in a SYN (RFC 7323 section 2.2).
        var scale = !isSyn && ours.Scale is { } shift && theirs?.Scale is not null ? Math.Min((int)shift, 14) : 0;
        // What takes numbers and begins before the highest seen; a keep-alive does too, with none or one of them.
        var end = tcp.SequenceNumber + (uint)length + (isSyn ? 1u : 0) + (tcp.Flags.HasFlag(TcpFlags.Fin) ? 1u : 0);
        var takes = end != tcp.SequenceNumber;
        var isRepeated = takes && ours.WasSeen && (int)(end - ours.Next) <= 0;
        if (!ours.WasSeen || (int)(end - ours.Next) > 0)
        {
            ours.Next = end;
        }

        ours.WasSeen = true;
        return new SegmentEvent
        {
            At = at,
            Source = from,
            Destination = to,
            Flags = (int)(tcp.Flags & (TcpFlags)0x3F),
            Sequence = tcp.SequenceNumber - ours.First,
            Acknowledgement = !tcp.Flags.HasFlag(TcpFlags.Ack) ? 0 : tcp.AcknowledgmentNumber - (theirs?.First ?? tcp.AcknowledgmentNumber),
            Window = (long)tcp.Window << scale,
            Length = length,
            IsRepeated = isRepeated,
        };
    }

    sealed class Direction
    {
        public uint First { get; init; }

        public int Interface { get; init; }

        public uint Next { get; set; }

        public byte? Scale { get; set; }

        public bool WasSeen { get; set; }
    }
}
