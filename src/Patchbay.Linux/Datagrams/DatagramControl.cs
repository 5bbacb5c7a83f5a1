using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>What the control messages (cmsg(3)) of a received datagram say.</summary>
public struct DatagramControl
{
    /// <summary>Room that holds all of them: UDP_GRO's int and the longer of the two kinds of packet information.</summary>
    public const int MostBytes = 96;

    /// <summary>Room of a control message with UDP_SEGMENT's two bytes.</summary>
    public const int SegmentBytes = 24;

    /// <summary>Room of a control message with the longer of the two kinds of packet information.</summary>
    public const int SourceBytes = 40;

    const int HeaderSize = 16;
    const int SOL_IP = 0;
    const int IP_PKTINFO = 8;
    const int SOL_UDP = 17;
    const int UDP_SEGMENT = 103;
    const int UDP_GRO = 104;
    const int SOL_IPV6 = 41;
    const int IPV6_PKTINFO = 50;

    AddressBytes _destination;
    int _destinationLength;

    /// <summary>The message is a run of datagrams of this length each, the last one perhaps shorter (UDP_GRO, udp(7)); 0 when it is one datagram.</summary>
    public int SegmentSize { get; private set; }

    /// <summary>The interface it came in by; 0 when not told.</summary>
    public int InterfaceIndex { get; private set; }

    /// <summary>The address the sender wrote on it, 4 or 16 bytes; empty when not told.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Destination => ((ReadOnlySpan<byte>)_destination)[.._destinationLength];

    /// <summary>The destination is one of our own addresses: no group and no broadcast address, for which the kernel names another one to answer from (ip(7), ipi_spec_dst).</summary>
    public bool IsForUs { get; private set; }

    /// <summary>Reads control messages; unknown ones are passed over, and reading ends at the first that is damaged.</summary>
    public static DatagramControl Read(ReadOnlySpan<byte> control)
    {
        var result = new DatagramControl();
        while (control.Length >= HeaderSize)
        {
            var length = MemoryMarshal.Read<ulong>(control);
            if (length < HeaderSize || length > (ulong)control.Length)
            {
                break;
            }

            result.Take(MemoryMarshal.Read<int>(control[8..]), MemoryMarshal.Read<int>(control[12..]), control[HeaderSize..(int)length]);
            control = control[Math.Min(control.Length, ((int)length + 7) & ~7)..];
        }

        return result;
    }

    /// <summary>Writes the control message that makes the kernel send a run as datagrams of <paramref name="size"/> bytes each; <see cref="SegmentBytes"/> long.</summary>
    public static void WriteSegmentSize(Span<byte> control, ushort size)
    {
        control[..SegmentBytes].Clear();
        MemoryMarshal.Write(control, (ulong)(HeaderSize + sizeof(ushort)));
        MemoryMarshal.Write(control[8..], SOL_UDP);
        MemoryMarshal.Write(control[12..], UDP_SEGMENT);
        MemoryMarshal.Write(control[HeaderSize..], size);
    }

    /// <summary>Writes the control message that makes the kernel send from one of our addresses (IP_PKTINFO, IPV6_PKTINFO).</summary>
    /// <param name="control">At least <see cref="SourceBytes"/>.</param>
    /// <param name="source">4 bytes on an IPv4 socket; 16 on an IPv6 socket, where IPv4 is mapped.</param>
    /// <returns>How many bytes of control messages this is, with what keeps the next one aligned.</returns>
    public static int WriteSource(Span<byte> control, ReadOnlySpan<byte> source)
    {
        control[..SourceBytes].Clear();
        var isV4 = source.Length == 4;
        MemoryMarshal.Write(control, (ulong)(HeaderSize + (isV4 ? 12 : 20)));
        MemoryMarshal.Write(control[8..], isV4 ? SOL_IP : SOL_IPV6);
        MemoryMarshal.Write(control[12..], isV4 ? IP_PKTINFO : IPV6_PKTINFO);
        source.CopyTo(control[(isV4 ? HeaderSize + 4 : HeaderSize)..]);
        return isV4 ? 32 : 40;
    }

    void Take(int level, int type, ReadOnlySpan<byte> data)
    {
        switch (level, type)
        {
            case (SOL_UDP, UDP_GRO) when data.Length >= sizeof(int):
                SegmentSize = Math.Max(0, MemoryMarshal.Read<int>(data));
                break;

            // struct in_pktinfo { int ipi_ifindex; in_addr ipi_spec_dst, ipi_addr; }
            case (SOL_IP, IP_PKTINFO) when data.Length >= 12:
                InterfaceIndex = MemoryMarshal.Read<int>(data);
                SetDestination(data.Slice(8, 4));
                IsForUs = data.Slice(4, 4).SequenceEqual(data.Slice(8, 4));
                break;

            // struct in6_pktinfo { in6_addr ipi6_addr; int ipi6_ifindex; }
            case (SOL_IPV6, IPV6_PKTINFO) when data.Length >= 20:
                InterfaceIndex = MemoryMarshal.Read<int>(data[16..]);
                SetDestination(data[..16]);
                IsForUs = data[0] != 0xFF;
                break;
        }
    }

    void SetDestination(ReadOnlySpan<byte> address)
    {
        _destinationLength = address.Length;
        address.CopyTo(_destination);
    }
}
