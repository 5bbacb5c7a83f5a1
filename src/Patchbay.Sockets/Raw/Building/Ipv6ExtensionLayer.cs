namespace Patchbay.Sockets;

/// <summary>An IPv6 extension header to be built, behind an IPv6 header or another extension (RFC 8200 section 4).</summary>
/// <param name="Kind">0 hop-by-hop options, 43 routing, 44 fragment, 60 destination options.</param>
/// <param name="Content">What stands behind "next header" and length: options, or the rest of the header. Filled up with zeros to a multiple of 8 in all.</param>
public sealed record Ipv6ExtensionLayer(byte Kind, ReadOnlyMemory<byte> Content) : PacketLayer
{
    /// <summary>What follows.</summary>
    /// <remarks>Default null: what the next layer is.</remarks>
    public byte? NextHeader { get; init; }

    internal override int HeaderLength => (2 + Content.Length + 7) & ~7;

    /// <summary>A fragment header.</summary>
    /// <param name="identification">What fragments of one packet have in common.</param>
    /// <param name="offset">Where in the whole payload this one begins, in bytes: a multiple of 8 up to 65,528.</param>
    /// <param name="more">Another fragment follows.</param>
    /// <param name="nextHeader">What the fragments make together.</param>
    public static Ipv6ExtensionLayer Fragment(uint identification, int offset, bool more, byte nextHeader)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, 65_528);
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % 8, 0);
        var content = new byte[6];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(content, (ushort)(offset | (more ? 1 : 0)));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(2), identification);
        return new Ipv6ExtensionLayer(IpProtocols.Fragment, content) { NextHeader = nextHeader };
    }

    internal override byte? ProtocolOver(bool ipv6) => Kind;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        if (Content.Length > 2046)
        {
            throw new ArgumentException("An extension header has at most 2,048 bytes.");
        }

        packet[0] = NextHeader ?? context.Inner?.ProtocolOver(ipv6: true) ?? IpProtocols.NoNextHeader;

        // A fragment header has a reserved byte here, and no length.
        packet[1] = Kind == IpProtocols.Fragment ? (byte)0 : (byte)((HeaderLength / 8) - 1);
        Content.Span.CopyTo(packet[2..]);
    }
}
