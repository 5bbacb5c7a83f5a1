using System.Buffers.Binary;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>
/// A SYN as it goes out: written once, then changed in place for each probe. What is the same for all is summed up once for the checksum (RFC 1071: the order of adding does not
/// matter). Pure.
/// </summary>
internal static class SynPacket
{
    /// <summary>The TCP header with its one option, the maximum segment size.</summary>
    public const int TcpLength = 24;

    /// <summary>With an IPv4 header before it. The kernel fills in its length, checksum and identification (raw(7), IP_HDRINCL).</summary>
    public const int Length4 = 20 + TcpLength;

    // 1024, a window that does not look like any system's own; and the segment size of Ethernet.
    const ushort Window = 1024;
    const ushort SegmentSize = 1460;

    // Of the pseudo header: protocol and length. Then data offset with SYN, window, and the option.
    static readonly uint ConstantSum = 6 + TcpLength + 0x6002 + Window + 0x0204 + SegmentSize;

    /// <summary>Writes the TCP header's constant parts.</summary>
    public static void WriteTcp(Span<byte> tcp)
    {
        tcp[..TcpLength].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(tcp[12..], 0x6002);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], Window);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[20..], 0x0204);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[22..], SegmentSize);
    }

    /// <summary>Writes the constant parts of both headers.</summary>
    public static void Write4(Span<byte> packet)
    {
        packet[..20].Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], Length4);

        // Don't fragment.
        packet[6] = 0x40;
        packet[8] = 64;
        packet[9] = 6;
        WriteTcp(packet[20..]);
    }

    /// <summary>Changes ports and sequence number. The checksum is left to the kernel (IPV6_CHECKSUM).</summary>
    public static void SetTcp(Span<byte> tcp, ushort sourcePort, ushort port, uint sequence)
    {
        BinaryPrimitives.WriteUInt16BigEndian(tcp, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
    }

    /// <summary>Changes addresses, ports, sequence number and TCP's checksum.</summary>
    public static void Set4(Span<byte> packet, ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ushort sourcePort, ushort port, uint sequence)
    {
        source.CopyTo(packet[12..]);
        target.CopyTo(packet[16..]);
        SetTcp(packet[20..], sourcePort, port, sequence);
        var sum = InternetChecksum.Sum(packet[12..28], ConstantSum);
        BinaryPrimitives.WriteUInt16BigEndian(packet[36..], (ushort)~InternetChecksum.Fold(sum));
    }
}
