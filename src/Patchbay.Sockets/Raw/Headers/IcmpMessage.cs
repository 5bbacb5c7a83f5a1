using System.Net;

namespace Patchbay.Sockets;

/// <summary>An ICMP message of either version (RFC 792, RFC 4443). A view of the bytes it was read from.</summary>
public readonly ref struct IcmpMessage
{
    /// <summary>Bytes of the part that every message has.</summary>
    public const int HeaderSize = 8;

    readonly ReadOnlySpan<byte> _bytes;

    IcmpMessage(ReadOnlySpan<byte> bytes, int version, ChecksumStatus status)
    {
        _bytes = bytes;
        Version = version;
        Faults = bytes.Length < HeaderSize ? HeaderFaults.Truncated : HeaderFaults.None;
        ChecksumStatus = status;
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>4 or 6: the same number means different things.</summary>
    public int Version { get; }

    /// <summary>What it is about.</summary>
    public byte Type => _bytes.U8(0);

    /// <summary>Which kind of it.</summary>
    public byte Code => _bytes.U8(1);

    /// <summary>The checksum of the message; in version 6 with the pseudo header.</summary>
    public ushort Checksum => _bytes.U16(2);

    /// <summary>What it says.</summary>
    public ChecksumStatus ChecksumStatus { get; }

    /// <summary>The four bytes behind the checksum, whose meaning depends on the type.</summary>
    public uint Rest => _bytes.U32(4);

    /// <summary>It asks for an echo.</summary>
    public bool IsEchoRequest => Type == (Version == 4 ? 8 : 128) && Code == 0;

    /// <summary>It answers one.</summary>
    public bool IsEchoReply => Type == (Version == 4 ? 0 : 129) && Code == 0;

    /// <summary>It is about a packet that it quotes.</summary>
    public bool IsError => Version == 4 ? Type is 3 or 4 or 5 or 11 or 12 : Type < 128;

    /// <summary>It is of neighbour discovery (RFC 4861): read it by <see cref="NeighborMessage"/>.</summary>
    public bool IsNeighborDiscovery => Version == 6 && Type is >= 133 and <= 137;

    /// <summary>Of an echo and of time stamps: whose it is.</summary>
    public ushort Identifier => _bytes.U16(4);

    /// <summary>Of an echo and of time stamps: which one.</summary>
    public ushort Sequence => _bytes.U16(6);

    /// <summary>Of "fragmentation needed" and "packet too big": what fits.</summary>
    public uint Mtu => Version == 4 ? _bytes.U16(6) : Rest;

    /// <summary>Of a redirect of version 4: the router to use instead.</summary>
    public IPAddress Gateway => HeaderBytes.ToAddress(_bytes.Part(4, 4));

    /// <summary>What follows the first eight bytes.</summary>
    public ReadOnlySpan<byte> Body => _bytes.From(HeaderSize);

    /// <summary>
    /// Of an error: the packet it is about, from its IP header on, mostly cut; see <see cref="Packet.Decode"/>. Where extensions follow it, a length says where
    /// it ends (RFC 4884). Else empty.
    /// </summary>
    public ReadOnlySpan<byte> Quoted
    {
        get
        {
            if (!IsError)
            {
                return default;
            }

            var length = (Version, Type) switch
            {
                (4, 3 or 11 or 12) => _bytes.U8(5) * 4,
                (6, 1 or 3) => _bytes.U8(4) * 8,
                _ => 0,
            };
            return length == 0 ? Body : Body.Part(0, length);
        }
    }

    /// <summary>Reads a message of version 4. Takes any bytes.</summary>
    /// <param name="message">From the type on.</param>
    /// <param name="isWhole">False for a fragment or a cut packet, whose checksum cannot be checked.</param>
    public static IcmpMessage DecodeV4(ReadOnlySpan<byte> message, bool isWhole = true) => new(message, 4,
        message.Length < 4 || !isWhole ? ChecksumStatus.Unchecked
        : InternetChecksum.IsGood(message) ? ChecksumStatus.Good : ChecksumStatus.Bad);

    /// <summary>Reads a message of version 6. Takes any bytes.</summary>
    /// <param name="message">From the type on.</param>
    /// <param name="pseudo">What the IP header adds to the checksum; the default leaves it unchecked.</param>
    public static IcmpMessage DecodeV6(ReadOnlySpan<byte> message, PseudoHeader pseudo = default) =>
        new(message, 6, message.Length < 4 ? ChecksumStatus.Unchecked : pseudo.Check(message, message.U16(2)));
}
