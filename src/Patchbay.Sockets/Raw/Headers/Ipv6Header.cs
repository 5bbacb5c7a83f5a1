using System.Net;

namespace Patchbay.Sockets;

/// <summary>An IPv6 header (RFC 8200). A view of the bytes it was read from; what follows it is walked by <see cref="Extensions"/>.</summary>
public readonly ref struct Ipv6Header
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 40;

    readonly ReadOnlySpan<byte> _bytes;

    Ipv6Header(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        Faults |= bytes.Length == 0 || Version == 6 ? HeaderFaults.None : HeaderFaults.BadVersion;
        Faults |= bytes.Length < Size ? HeaderFaults.Truncated : HeaderFaults.None;
        Faults |= bytes.Length >= Size && Size + PayloadLength > bytes.Length ? HeaderFaults.PayloadCut : HeaderFaults.None;

        // A length of zero with something behind it: a jumbogram (RFC 2675), or segmentation offload; but nothing follows where nothing may.
        var length = PayloadLength == 0 && NextHeader != IpProtocols.NoNextHeader ? int.MaxValue : PayloadLength;
        Payload = bytes.Part(Size, length);
        Trailer = bytes.From(Size + Payload.Length);
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>6.</summary>
    public int Version => _bytes.U8(0) >> 4;

    /// <summary>The class of service: the upper six bits as in IPv4, the lower two congestion notification.</summary>
    public byte TrafficClass => (byte)(_bytes.U16(0) >> 4);

    /// <summary>What packets of one flow have in common: 20 bits.</summary>
    public uint FlowLabel => _bytes.U32(0) & 0xf_ffff;

    /// <summary>Bytes behind this header.</summary>
    public ushort PayloadLength => _bytes.U16(4);

    /// <summary>What follows this header: an extension or the upper protocol.</summary>
    public byte NextHeader => _bytes.U8(6);

    /// <summary>Routers it may still pass.</summary>
    public byte HopLimit => _bytes.U8(7);

    /// <summary>From whom. Makes an object; <see cref="SourceBytes"/> does not.</summary>
    public IPAddress Source => HeaderBytes.ToAddress(SourceBytes);

    /// <summary>To whom.</summary>
    public IPAddress Destination => HeaderBytes.ToAddress(DestinationBytes);

    /// <summary>From whom: 16 bytes, fewer where the header is cut.</summary>
    public ReadOnlySpan<byte> SourceBytes => _bytes.Part(8, 16);

    /// <summary>To whom.</summary>
    public ReadOnlySpan<byte> DestinationBytes => _bytes.Part(24, 16);

    /// <summary>Extension headers and the upper protocol's packet.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Bytes behind the packet: padding of the link.</summary>
    public ReadOnlySpan<byte> Trailer { get; }

    /// <summary>The chain of extension headers, and what comes after it.</summary>
    public Ipv6Extensions Extensions => Ipv6Extensions.Walk(NextHeader, Payload);

    /// <summary>What the upper packet's checksum has in it of this header; not known where the payload is not whole.</summary>
    /// <param name="extensions">This packet's <see cref="Extensions"/>.</param>
    public PseudoHeader PseudoHeader(Ipv6Extensions extensions) =>
        (Faults & (HeaderFaults.Truncated | HeaderFaults.PayloadCut)) != 0 || extensions.IsFragment || extensions.Faults != HeaderFaults.None ? default
        : new PseudoHeader(SourceBytes, extensions.FinalDestination.IsEmpty ? DestinationBytes : extensions.FinalDestination, extensions.Protocol);

    /// <summary>Reads a header. Takes any bytes.</summary>
    public static Ipv6Header Decode(ReadOnlySpan<byte> packet) => new(packet);
}
