using System.Buffers.Binary;

namespace Patchbay.Probing;

/// <summary>
/// What a packet that came in says about a probe: pure. The packet begins with its IP header. IPv6 extension headers are not walked: neither answers to a SYN nor ICMP errors have them.
/// </summary>
internal readonly ref struct SynAnswer
{
    const int Tcp = 6, Icmp = 1, Icmp6 = 58;
    const int Syn = 2, Rst = 4, Ack = 16;

    /// <summary>The probed address: 4 or 16 bytes.</summary>
    public ReadOnlySpan<byte> Target { get; private init; }

    /// <summary>The probed port.</summary>
    public ushort Port { get; private init; }

    /// <summary>The port that the probe came from.</summary>
    public ushort SourcePort { get; private init; }

    /// <summary>The probe's sequence number, as the answer repeats it.</summary>
    public uint Sequence { get; private init; }

    /// <summary>What it says.</summary>
    public PortState State { get; private init; }

    /// <summary>Why.</summary>
    public ProbeReason Reason { get; private init; }

    /// <summary>Who sent an ICMP error; empty otherwise.</summary>
    public ReadOnlySpan<byte> Reporter { get; private init; }

    /// <summary>The answer's own.</summary>
    public byte TimeToLive { get; private init; }

    /// <summary>Reads a packet.</summary>
    /// <returns>False for what answers no SYN, or is cut off before it says which.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out SynAnswer answer)
    {
        answer = default;
        if (!TrySplit(packet, out var protocol, out var source, out _, out var rest))
        {
            return false;
        }

        var isV6 = source.Length == 16;
        if (protocol == Tcp)
        {
            if (rest.Length < 14 || (rest[13] & Ack) == 0 || (rest[13] & (Syn | Rst)) is not (Syn or Rst))
            {
                return false;
            }

            // RFC 9293 section 3.10.7: both acknowledge the SYN, which counts as one byte.
            var isOpen = (rest[13] & Syn) != 0;
            answer = new SynAnswer
            {
                Target = source,
                Port = BinaryPrimitives.ReadUInt16BigEndian(rest),
                SourcePort = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]),
                Sequence = BinaryPrimitives.ReadUInt32BigEndian(rest[8..]) - 1,
                State = isOpen ? PortState.Open : PortState.Closed,
                Reason = isOpen ? ProbeReason.SynAck : ProbeReason.Reset,
                TimeToLive = packet[isV6 ? 7 : 8],
            };
            return true;
        }

        // The error quotes the probe behind 8 bytes of its own: its IP header, and at least 8 bytes of TCP, which hold ports and sequence number.
        if (protocol != (isV6 ? Icmp6 : Icmp) || rest.Length < 8 || !(isV6 ? rest[0] is 1 or 3 : rest[0] is 3 or 11)
            || !TrySplit(rest[8..], out var quotedProtocol, out _, out var target, out var quoted) || quotedProtocol != Tcp || quoted.Length < 8 || target.Length != source.Length)
        {
            return false;
        }

        answer = new SynAnswer
        {
            Target = target,
            Port = BinaryPrimitives.ReadUInt16BigEndian(quoted[2..]),
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(quoted),
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(quoted[4..]),
            State = PortState.Filtered,
            Reason = IcmpReasons.Of(isV6 ? 6 : 4, rest[0], rest[1]),
            Reporter = source,
            TimeToLive = packet[isV6 ? 7 : 8],
        };
        return true;
    }

    static bool TrySplit(ReadOnlySpan<byte> packet, out int protocol, out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> destination, out ReadOnlySpan<byte> rest)
    {
        protocol = 0;
        source = destination = rest = default;
        if (packet.Length >= 40 && packet[0] >> 4 == 6)
        {
            protocol = packet[6];
            source = packet[8..24];
            destination = packet[24..40];
            rest = packet[40..];
            return true;
        }

        var header = packet.Length >= 20 && packet[0] >> 4 == 4 ? (packet[0] & 15) * 4 : 0;
        if (header < 20 || packet.Length < header || (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1FFF) != 0)
        {
            return false;
        }

        protocol = packet[9];
        source = packet[12..16];
        destination = packet[16..20];
        rest = packet[header..];
        return true;
    }
}
