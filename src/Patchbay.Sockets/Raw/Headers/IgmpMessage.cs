using System.Net;

namespace Patchbay.Sockets;

/// <summary>An IGMP message (RFC 2236, RFC 9776). A view of the bytes it was read from.</summary>
public readonly ref struct IgmpMessage
{
    /// <summary>Bytes of the part that every message has.</summary>
    public const int HeaderSize = 8;

    readonly ReadOnlySpan<byte> _bytes;

    IgmpMessage(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        _bytes = bytes;
        Faults = bytes.Length < HeaderSize ? HeaderFaults.Truncated : HeaderFaults.None;
        ChecksumStatus = !isWhole || bytes.Length < HeaderSize ? ChecksumStatus.Unchecked
            : InternetChecksum.IsGood(bytes) ? ChecksumStatus.Good : ChecksumStatus.Bad;
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>0x11 a query, 0x12, 0x16 and 0x22 reports of version 1, 2 and 3, 0x17 a leave.</summary>
    public byte Type => _bytes.U8(0);

    /// <summary>Of a query: how long an answer may take, in tenths of a second (coded from 128 on).</summary>
    public byte MaxResponseTime => _bytes.U8(1);

    /// <summary>The checksum of the message.</summary>
    public ushort Checksum => _bytes.U16(2);

    /// <summary>What it says.</summary>
    public ChecksumStatus ChecksumStatus { get; }

    /// <summary>The group; of a report of version 3, the first record's; 0.0.0.0 when none is named.</summary>
    public IPAddress Group => HeaderBytes.ToAddress(_bytes.Part(Type == 0x22 ? 12 : 4, 4));

    /// <summary>Of a report of version 3: how many groups it has.</summary>
    public int RecordCount => Type == 0x22 ? _bytes.U16(6) : 0;

    /// <summary>Of a report of version 3: what its first record says; 4 joins (exclude none), 3 leaves (include none).</summary>
    public byte RecordType => Type == 0x22 ? _bytes.U8(8) : (byte)0;

    /// <summary>Reads a message. Takes any bytes.</summary>
    /// <param name="message">From the type on.</param>
    /// <param name="isWhole">False for a fragment or a cut packet, whose checksum cannot be checked.</param>
    public static IgmpMessage Decode(ReadOnlySpan<byte> message, bool isWhole = true) => new(message, isWhole);
}
