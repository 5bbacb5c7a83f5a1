using System.Buffers.Binary;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>An IPv4 header to be built: length and checksum are computed.</summary>
/// <param name="Source">From whom.</param>
/// <param name="Destination">To whom.</param>
public sealed record Ipv4Layer(IPAddress Source, IPAddress Destination) : NetworkLayer(Source, Destination)
{
    /// <summary>Routers it may pass.</summary>
    /// <remarks>Default 64.</remarks>
    public byte TimeToLive { get; init; } = 64;

    /// <summary>What the payload is.</summary>
    /// <remarks>Default null: what the next layer is.</remarks>
    public byte? Protocol { get; init; }

    /// <summary>What fragments of one packet have in common.</summary>
    /// <remarks>Default 0.</remarks>
    public ushort Identification { get; init; }

    /// <summary>Routers answer instead of fragmenting it.</summary>
    /// <remarks>Default false.</remarks>
    public bool DontFragment { get; init; }

    /// <summary>Another fragment follows.</summary>
    /// <remarks>Default false.</remarks>
    public bool MoreFragments { get; init; }

    /// <summary>Where in the whole payload this one begins, in bytes: a multiple of 8 up to 65,528.</summary>
    /// <remarks>Default 0.</remarks>
    public int FragmentOffset { get; init; }

    /// <summary>The class of service and congestion notification in one byte.</summary>
    /// <remarks>Default 0.</remarks>
    public byte TypeOfService { get; init; }

    /// <summary>Options as they lie in the header, at most 40 bytes; filled up with zeros to a multiple of 4.</summary>
    /// <remarks>Default none.</remarks>
    public ReadOnlyMemory<byte> Options { get; init; }

    /// <summary>The length field.</summary>
    /// <remarks>Default null: that of header and what follows.</remarks>
    public ushort? TotalLength { get; init; }

    internal override bool IsIpv6 => false;

    internal override int HeaderLength => Ipv4Header.SmallestSize + ((Options.Length + 3) & ~3);

    internal override ushort? EtherType => EtherTypes.Ipv4;

    internal override byte? ProtocolOver(bool ipv6) => IpProtocols.Ipv4;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        if (HeaderLength > Ipv4Header.LargestSize || packet.Length > ushort.MaxValue || FragmentOffset is < 0 or > 65_528 || FragmentOffset % 8 != 0)
        {
            throw new ArgumentException("The options, the payload or the fragment offset do not fit into an IPv4 header.");
        }

        packet[0] = (byte)(0x40 | (HeaderLength / 4));
        packet[1] = TypeOfService;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], TotalLength ?? (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], Identification);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], (ushort)((DontFragment ? 0x4000 : 0) | (MoreFragments ? 0x2000 : 0) | (FragmentOffset / 8)));
        packet[8] = TimeToLive;
        packet[9] = Protocol ?? context.Inner?.ProtocolOver(ipv6: false) ?? 0;
        Bytes(Source).CopyTo(packet[12..]);
        Bytes(Destination).CopyTo(packet[16..]);
        Options.Span.CopyTo(packet[Ipv4Header.SmallestSize..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], InternetChecksum.Compute(packet[..HeaderLength]));
    }
}
