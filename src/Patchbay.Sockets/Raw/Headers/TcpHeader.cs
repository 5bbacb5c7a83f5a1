namespace Patchbay.Sockets;

/// <summary>A TCP segment's header (RFC 9293). A view of the bytes it was read from.</summary>
public readonly ref struct TcpHeader
{
    /// <summary>Bytes of a header without options.</summary>
    public const int SmallestSize = 20;

    const byte MaximumSegmentSizeOption = 2;
    const byte WindowScaleOption = 3;
    const byte SackPermittedOption = 4;
    const byte SackOption = 5;
    const byte TimestampsOption = 8;

    readonly ReadOnlySpan<byte> _bytes;

    TcpHeader(ReadOnlySpan<byte> bytes, PseudoHeader pseudo)
    {
        _bytes = bytes;
        var length = (bytes.U8(12) >> 4) * 4;
        HeaderLength = Math.Max(length, SmallestSize);
        Faults = bytes.Length < HeaderLength ? HeaderFaults.Truncated : HeaderFaults.None;
        Faults |= bytes.Length > 12 && length < SmallestSize ? HeaderFaults.BadHeaderLength : HeaderFaults.None;
        Faults |= Options.Check();
        ChecksumStatus = bytes.Length < SmallestSize ? ChecksumStatus.Unchecked : pseudo.Check(bytes, Checksum);
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>From which port.</summary>
    public ushort SourcePort => _bytes.U16(0);

    /// <summary>To which port.</summary>
    public ushort DestinationPort => _bytes.U16(2);

    /// <summary>The number of the first payload byte; with SYN, of the SYN.</summary>
    public uint SequenceNumber => _bytes.U32(4);

    /// <summary>The next byte expected; means something with ACK.</summary>
    public uint AcknowledgmentNumber => _bytes.U32(8);

    /// <summary>Bytes of the header with its options: 20 to 60.</summary>
    public int HeaderLength { get; }

    /// <summary>The control bits.</summary>
    public TcpFlags Flags => (TcpFlags)(_bytes.U16(12) & 0x1ff);

    /// <summary>Bytes the sender has room for, not scaled.</summary>
    public ushort Window => _bytes.U16(14);

    /// <summary>The checksum of pseudo header and segment.</summary>
    public ushort Checksum => _bytes.U16(16);

    /// <summary>What it says.</summary>
    public ChecksumStatus ChecksumStatus { get; }

    /// <summary>Where urgent data ends, from the sequence number on; means something with URG.</summary>
    public ushort UrgentPointer => _bytes.U16(18);

    /// <summary>The options in their order.</summary>
    public HeaderOptions Options => new(_bytes.Part(SmallestSize, HeaderLength - SmallestSize), OptionListKind.Ipv4OrTcp);

    /// <summary>The largest payload the sender takes in one segment (RFC 9293 section 3.7.1); null when not said.</summary>
    public ushort? MaximumSegmentSize => Options.TryFind(MaximumSegmentSizeOption, out var data) && data.Length == 2 ? data.U16(0) : null;

    /// <summary>By how many bits the sender's windows are to be shifted (RFC 7323); null when not said.</summary>
    public byte? WindowScale => Options.TryFind(WindowScaleOption, out var data) && data.Length == 1 ? data[0] : null;

    /// <summary>The sender understands selective acknowledgments (RFC 2018).</summary>
    public bool SackPermitted => Options.TryFind(SackPermittedOption, out var data) && data.IsEmpty;

    /// <summary>How many blocks are acknowledged selectively.</summary>
    public int SackBlockCount => SackData.Length / 8;

    /// <summary>The sender's clock and the one it echoes (RFC 7323); null when not said.</summary>
    public (uint Value, uint Echo)? Timestamps => Options.TryFind(TimestampsOption, out var data) && data.Length == 8 ? (data.U32(0), data.U32(4)) : null;

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload => _bytes.From(HeaderLength);

    ReadOnlySpan<byte> SackData => Options.TryFind(SackOption, out var data) ? data : default;

    /// <summary>Reads a header. Takes any bytes.</summary>
    /// <param name="segment">Header and payload.</param>
    /// <param name="pseudo">What the IP header adds to the checksum; the default leaves it unchecked.</param>
    public static TcpHeader Decode(ReadOnlySpan<byte> segment, PseudoHeader pseudo = default) => new(segment, pseudo);

    /// <summary>A block that was received out of order: its first number, and the first behind it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such block.</exception>
    public (uint Left, uint Right) SackBlock(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, SackBlockCount);
        return (SackData.U32(8 * index), SackData.U32((8 * index) + 4));
    }
}
