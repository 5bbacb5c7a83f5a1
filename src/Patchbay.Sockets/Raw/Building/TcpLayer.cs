using System.Buffers.Binary;

namespace Patchbay.Sockets;

/// <summary>A TCP header to be built: length and checksum are computed.</summary>
/// <param name="SourcePort">From which port.</param>
/// <param name="DestinationPort">To which port.</param>
public sealed record TcpLayer(ushort SourcePort, ushort DestinationPort) : PacketLayer
{
    const int MostOptions = 40;

    /// <summary>The control bits.</summary>
    /// <remarks>Default none.</remarks>
    public TcpFlags Flags { get; init; }

    /// <summary>The number of the first payload byte, or of the SYN.</summary>
    /// <remarks>Default 0.</remarks>
    public uint SequenceNumber { get; init; }

    /// <summary>The next byte expected.</summary>
    /// <remarks>Default 0.</remarks>
    public uint AcknowledgmentNumber { get; init; }

    /// <summary>Bytes there is room for, not scaled.</summary>
    /// <remarks>Default 65,535.</remarks>
    public ushort Window { get; init; } = ushort.MaxValue;

    /// <summary>Where urgent data ends.</summary>
    /// <remarks>Default 0.</remarks>
    public ushort UrgentPointer { get; init; }

    /// <summary>The largest payload taken in one segment.</summary>
    /// <remarks>Default null: not said.</remarks>
    public ushort? MaximumSegmentSize { get; init; }

    /// <summary>By how many bits windows are to be shifted: 0 to 14.</summary>
    /// <remarks>Default null: not said.</remarks>
    public byte? WindowScale { get; init; }

    /// <summary>Selective acknowledgments are understood.</summary>
    /// <remarks>Default false.</remarks>
    public bool SackPermitted { get; init; }

    /// <summary>Our clock and the one echoed.</summary>
    /// <remarks>Default null: not said.</remarks>
    public (uint Value, uint Echo)? Timestamps { get; init; }

    /// <summary>Blocks received out of order: first number, and the first behind. At most four.</summary>
    /// <remarks>Default none.</remarks>
    public IReadOnlyList<(uint Left, uint Right)> SackBlocks { get; init; } = [];

    /// <summary>Further options as they lie in the header, behind those above. All together at most 40 bytes, filled up with zeros to a multiple of 4.</summary>
    /// <remarks>Default none.</remarks>
    public ReadOnlyMemory<byte> OtherOptions { get; init; }

    internal override int HeaderLength => TcpHeader.SmallestSize + ((OptionLength + 3) & ~3);

    internal override byte? ProtocolOver(bool ipv6) => IpProtocols.Tcp;

    int OptionLength =>
        (MaximumSegmentSize is null ? 0 : 4) + (WindowScale is null ? 0 : 3) + (SackPermitted ? 2 : 0) + (Timestamps is null ? 0 : 10)
        + (SackBlocks.Count == 0 ? 0 : 2 + (8 * SackBlocks.Count)) + OtherOptions.Length;

    internal override void Write(Span<byte> packet, LayerContext context)
    {
        if (OptionLength > MostOptions)
        {
            throw new ArgumentException($"A TCP header has room for {MostOptions} bytes of options, and these have {OptionLength}.");
        }

        BinaryPrimitives.WriteUInt16BigEndian(packet, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], AcknowledgmentNumber);
        BinaryPrimitives.WriteUInt16BigEndian(packet[12..], (ushort)((HeaderLength / 4) << 12 | ((int)Flags & 0x1ff)));
        BinaryPrimitives.WriteUInt16BigEndian(packet[14..], Window);
        BinaryPrimitives.WriteUInt16BigEndian(packet[18..], UrgentPointer);
        WriteOptions(packet[TcpHeader.SmallestSize..]);
        if (context.Network is { } network)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[16..], network.Checksum(packet, IpProtocols.Tcp));
        }
    }

    void WriteOptions(Span<byte> rest)
    {
        if (MaximumSegmentSize is { } size)
        {
            (rest[0], rest[1]) = (2, 4);
            BinaryPrimitives.WriteUInt16BigEndian(rest[2..], size);
            rest = rest[4..];
        }

        if (WindowScale is { } scale)
        {
            (rest[0], rest[1], rest[2]) = (3, 3, scale);
            rest = rest[3..];
        }

        if (SackPermitted)
        {
            (rest[0], rest[1]) = (4, 2);
            rest = rest[2..];
        }

        if (Timestamps is { } stamps)
        {
            (rest[0], rest[1]) = (8, 10);
            BinaryPrimitives.WriteUInt32BigEndian(rest[2..], stamps.Value);
            BinaryPrimitives.WriteUInt32BigEndian(rest[6..], stamps.Echo);
            rest = rest[10..];
        }

        if (SackBlocks.Count > 0)
        {
            (rest[0], rest[1]) = (5, (byte)(2 + (8 * SackBlocks.Count)));
            rest = rest[2..];
            foreach (var (left, right) in SackBlocks)
            {
                BinaryPrimitives.WriteUInt32BigEndian(rest, left);
                BinaryPrimitives.WriteUInt32BigEndian(rest[4..], right);
                rest = rest[8..];
            }
        }

        OtherOptions.Span.CopyTo(rest);
    }
}
