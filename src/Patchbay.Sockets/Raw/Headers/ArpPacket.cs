using System.Net;

namespace Patchbay.Sockets;

/// <summary>An ARP packet (RFC 826). A view of the bytes it was read from.</summary>
public readonly ref struct ArpPacket
{
    /// <summary>Bytes before the addresses.</summary>
    public const int FixedSize = 8;

    /// <summary>The operation that asks.</summary>
    public const ushort Request = 1;

    /// <summary>The operation that answers.</summary>
    public const ushort Reply = 2;

    const ushort Ethernet = 1;

    readonly ReadOnlySpan<byte> _bytes;

    ArpPacket(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        var length = FixedSize + (2 * (HardwareSize + ProtocolSize));
        Faults = bytes.Length < length ? HeaderFaults.Truncated : HeaderFaults.None;
        Faults |= (HardwareType == Ethernet && HardwareSize != MacAddress.Size) || (ProtocolType == EtherTypes.Ipv4 && ProtocolSize != 4) ? HeaderFaults.BadLength : HeaderFaults.None;
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>1 is Ethernet.</summary>
    public ushort HardwareType => _bytes.U16(0);

    /// <summary>As an EtherType: 0x800 is IPv4.</summary>
    public ushort ProtocolType => _bytes.U16(2);

    /// <summary>Bytes of a hardware address: 6.</summary>
    public byte HardwareSize => _bytes.U8(4);

    /// <summary>Bytes of a protocol address: 4.</summary>
    public byte ProtocolSize => _bytes.U8(5);

    /// <summary>1 asks, 2 answers; 3 and 4 are RARP.</summary>
    public ushort Operation => _bytes.U16(6);

    /// <summary>The sizes are those of Ethernet and IPv4, so the address properties mean something.</summary>
    public bool IsIpv4OverEthernet => HardwareType == Ethernet && ProtocolType == EtherTypes.Ipv4 && HardwareSize == MacAddress.Size && ProtocolSize == 4;

    /// <summary>Who sent it.</summary>
    public MacAddress SenderHardware => MacAddress.Read(_bytes.Part(FixedSize, HardwareSize));

    /// <summary>The sender's address.</summary>
    public IPAddress Sender => HeaderBytes.ToAddress(_bytes.Part(FixedSize + HardwareSize, ProtocolSize));

    /// <summary>In an answer, who had asked; zero in a question.</summary>
    public MacAddress TargetHardware => MacAddress.Read(_bytes.Part(FixedSize + HardwareSize + ProtocolSize, HardwareSize));

    /// <summary>The address asked for; in an answer the asker's.</summary>
    public IPAddress Target => HeaderBytes.ToAddress(_bytes.Part(FixedSize + (2 * HardwareSize) + ProtocolSize, ProtocolSize));

    /// <summary>Reads a packet. Takes any bytes.</summary>
    public static ArpPacket Decode(ReadOnlySpan<byte> bytes) => new(bytes);
}
