using System.Net;

namespace Patchbay.Sockets;

/// <summary>An IPv4 header (RFC 791). A view of the bytes it was read from.</summary>
public readonly ref struct Ipv4Header
{
    /// <summary>Bytes of a header without options.</summary>
    public const int SmallestSize = 20;

    /// <summary>Bytes of a header with as many options as fit.</summary>
    public const int LargestSize = 60;

    readonly ReadOnlySpan<byte> _bytes;

    Ipv4Header(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        HeaderLength = (bytes.U8(0) & 15) * 4;
        if (bytes.Length > 0)
        {
            Faults |= Version == 4 ? HeaderFaults.None : HeaderFaults.BadVersion;
            Faults |= HeaderLength >= SmallestSize ? HeaderFaults.None : HeaderFaults.BadHeaderLength;
        }

        HeaderLength = Math.Max(HeaderLength, SmallestSize);
        Faults |= Options.Check();
        var total = (int)TotalLength;
        if (bytes.Length < HeaderLength)
        {
            Faults |= HeaderFaults.Truncated;
        }
        else if (total != 0 && total < HeaderLength)
        {
            Faults |= HeaderFaults.BadLength;
        }
        else if (total > bytes.Length)
        {
            Faults |= HeaderFaults.PayloadCut;
        }

        ChecksumStatus = bytes.Length < HeaderLength ? ChecksumStatus.Unchecked
            : InternetChecksum.IsGood(bytes[..HeaderLength]) ? ChecksumStatus.Good : ChecksumStatus.Bad;

        // Segmentation offload leaves a length of zero in packets over 64 KiB (BIG TCP) captured on their way out.
        var end = total < HeaderLength ? bytes.Length : Math.Min(total, bytes.Length);
        Payload = bytes.Part(HeaderLength, end - HeaderLength);
        Trailer = bytes.From(Math.Max(end, HeaderLength));
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>4.</summary>
    public int Version => _bytes.U8(0) >> 4;

    /// <summary>Bytes of the header with its options: 20 to 60.</summary>
    public int HeaderLength { get; }

    /// <summary>The class of service (RFC 2474): 0 to 63.</summary>
    public int DifferentiatedServices => _bytes.U8(1) >> 2;

    /// <summary>Congestion notification (RFC 3168): 0 not capable, 1 and 2 capable, 3 congested.</summary>
    public int CongestionNotification => _bytes.U8(1) & 3;

    /// <summary>Bytes of header and payload.</summary>
    public ushort TotalLength => _bytes.U16(2);

    /// <summary>What fragments of one packet have in common.</summary>
    public ushort Identification => _bytes.U16(4);

    /// <summary>The bit that must be zero (RFC 3514 calls it evil).</summary>
    public bool ReservedFlag => (_bytes.U8(6) & 0x80) != 0;

    /// <summary>Routers answer instead of fragmenting it.</summary>
    public bool DontFragment => (_bytes.U8(6) & 0x40) != 0;

    /// <summary>Another fragment follows this one.</summary>
    public bool MoreFragments => (_bytes.U8(6) & 0x20) != 0;

    /// <summary>Where in the whole payload this fragment's begins, in bytes: a multiple of 8.</summary>
    public int FragmentOffset => (_bytes.U16(6) & 0x1fff) * 8;

    /// <summary>It is a part of a packet.</summary>
    public bool IsFragment => MoreFragments || FragmentOffset != 0;

    /// <summary>Routers it may still pass.</summary>
    public byte TimeToLive => _bytes.U8(8);

    /// <summary>What the payload is: see <see cref="IpProtocols"/>.</summary>
    public byte Protocol => _bytes.U8(9);

    /// <summary>The checksum of the header.</summary>
    public ushort Checksum => _bytes.U16(10);

    /// <summary>What it says.</summary>
    public ChecksumStatus ChecksumStatus { get; }

    /// <summary>From whom. Makes an object; <see cref="SourceBytes"/> does not.</summary>
    public IPAddress Source => HeaderBytes.ToAddress(SourceBytes);

    /// <summary>To whom.</summary>
    public IPAddress Destination => HeaderBytes.ToAddress(DestinationBytes);

    /// <summary>From whom: four bytes, fewer where the header is cut.</summary>
    public ReadOnlySpan<byte> SourceBytes => _bytes.Part(12, 4);

    /// <summary>To whom.</summary>
    public ReadOnlySpan<byte> DestinationBytes => _bytes.Part(16, 4);

    /// <summary>The options: 7 records the route, 68 time stamps, 131 and 137 source routes, 148 router alert.</summary>
    public HeaderOptions Options => new(_bytes.Part(SmallestSize, HeaderLength - SmallestSize), OptionListKind.Ipv4OrTcp);

    /// <summary>The payload, without padding of the link.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Bytes behind the packet: padding of the link.</summary>
    public ReadOnlySpan<byte> Trailer { get; }

    /// <summary>The payload is whole: neither a fragment nor cut.</summary>
    public bool IsWhole => !IsFragment && (Faults & (HeaderFaults.Truncated | HeaderFaults.PayloadCut)) == 0;

    /// <summary>What the payload's checksum has in it of this header; not known where the payload is not whole.</summary>
    public PseudoHeader PseudoHeader => IsWhole ? new PseudoHeader(SourceBytes, DestinationBytes, Protocol) : default;

    /// <summary>Reads a header. Takes any bytes.</summary>
    public static Ipv4Header Decode(ReadOnlySpan<byte> packet) => new(packet);
}
