namespace Patchbay.Sockets;

/// <summary>One extension header (RFC 8200 section 4). A view of the bytes it was read from.</summary>
public readonly ref struct Ipv6Extension
{
    internal Ipv6Extension(byte kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        Bytes = bytes;
    }

    /// <summary>Its own number, which the header before it gave: 0, 43, 44, 51 or 60.</summary>
    public byte Kind { get; }

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>What follows it.</summary>
    public byte NextHeader => Bytes.U8(0);

    /// <summary>The options of a hop-by-hop or destination options header; empty for others.</summary>
    public HeaderOptions Options => new(Kind is IpProtocols.HopByHop or IpProtocols.DestinationOptions ? Bytes.From(2) : default, OptionListKind.Ipv6);

    /// <summary>Of a routing header: 0 is the deprecated source route, 2 mobile IPv6, 4 segment routing.</summary>
    public byte RoutingType => Bytes.U8(2);

    /// <summary>Of a routing header: nodes still to be visited.</summary>
    public byte SegmentsLeft => Bytes.U8(3);

    /// <summary>Of a fragment header: where in the whole payload this one begins, in bytes.</summary>
    public int FragmentOffset => Bytes.U16(2) & 0xfff8;

    /// <summary>Of a fragment header: another fragment follows.</summary>
    public bool MoreFragments => (Bytes.U16(2) & 1) != 0;

    /// <summary>Of a fragment header: what fragments of one packet have in common.</summary>
    public uint Identification => Bytes.U32(4);

    /// <summary>
    /// Of a routing header that still has segments: where the packet will end, which the upper checksum is made with (RFC 8200 section 8.1). Empty
    /// when it is not known.
    /// </summary>
    internal ReadOnlySpan<byte> FinalDestination => (SegmentsLeft, RoutingType) switch
    {
        (0, _) => default,

        // RFC 2460 section 4.4 and RFC 6275 section 6.4: the last address. RFC 8754 section 2: the list is in reverse.
        (_, 0 or 2) when Bytes.Length >= 24 => Bytes[^16..],
        (_, 4) when Bytes.Length >= 24 => Bytes.Slice(8, 16),
        _ => default,
    };
}
