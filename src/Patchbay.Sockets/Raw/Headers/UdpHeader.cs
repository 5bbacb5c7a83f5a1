namespace Patchbay.Sockets;

/// <summary>A UDP header (RFC 768). A view of the bytes it was read from.</summary>
public readonly ref struct UdpHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 8;

    readonly ReadOnlySpan<byte> _bytes;

    UdpHeader(ReadOnlySpan<byte> bytes, PseudoHeader pseudo)
    {
        _bytes = bytes;
        var length = (int)Length;
        if (bytes.Length < Size)
        {
            Faults = HeaderFaults.Truncated;
        }
        else if (length is > 0 and < Size)
        {
            Faults = HeaderFaults.BadLength;
        }
        else if (length > bytes.Length)
        {
            Faults = HeaderFaults.PayloadCut;
        }

        // A length of zero is a jumbogram's (RFC 2675 section 4).
        var whole = length < Size ? bytes : bytes.Part(0, length);
        Payload = whole.From(Size);
        ChecksumStatus = Faults != HeaderFaults.None ? ChecksumStatus.Unchecked
            : Checksum == 0 ? ChecksumStatus.Absent
            : pseudo.Check(whole, Checksum);
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>From which port.</summary>
    public ushort SourcePort => _bytes.U16(0);

    /// <summary>To which port.</summary>
    public ushort DestinationPort => _bytes.U16(2);

    /// <summary>Bytes of header and payload.</summary>
    public ushort Length => _bytes.U16(4);

    /// <summary>The checksum of pseudo header, header and payload; 0 when the sender computed none.</summary>
    public ushort Checksum => _bytes.U16(6);

    /// <summary>What it says.</summary>
    public ChecksumStatus ChecksumStatus { get; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads a header. Takes any bytes.</summary>
    /// <param name="datagram">Header and payload.</param>
    /// <param name="pseudo">What the IP header adds to the checksum; the default leaves it unchecked.</param>
    public static UdpHeader Decode(ReadOnlySpan<byte> datagram, PseudoHeader pseudo = default) => new(datagram, pseudo);
}
