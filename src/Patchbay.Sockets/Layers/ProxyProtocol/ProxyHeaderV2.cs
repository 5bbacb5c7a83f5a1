using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>Version 2: a signature, a fixed head, addresses and TLVs, all binary (proxy-protocol.txt section 2.2). Pure.</summary>
internal static class ProxyHeaderV2
{
    /// <summary>The longest that is read. The format goes to 65551; a client's whole certificate chain fits into this.</summary>
    public const int MaxLength = HeadLength + (16 * 1024);

    const int HeadLength = 16;
    const int UnixLength = 108;
    const byte Local = 0x20;
    const byte Proxy = 0x21;
    const byte Checksum = 0x03;
    const byte Padding = 0x04;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <param name="bytes">Begin with as much of the signature as there is.</param>
    public static ProxyHeaderResult Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 12 && bytes[12] is not (Local or Proxy))
        {
            return ProxyHeaderResult.Wrong(bytes[12] >> 4 == 2 ? $"has the unknown command {bytes[12] & 0xf}" : $"has the unknown version {bytes[12] >> 4}");
        }

        if (bytes.Length > 13 && bytes[12] == Proxy && (bytes[13] >> 4 > 3 || (bytes[13] & 0xf) > 2))
        {
            return ProxyHeaderResult.Wrong($"has the unknown family or transport 0x{bytes[13]:x2}");
        }

        if (bytes.Length < HeadLength)
        {
            return ProxyHeaderResult.NeedsMore;
        }

        var length = HeadLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (length > MaxLength)
        {
            return ProxyHeaderResult.Wrong($"is {length} bytes long; at most {MaxLength} are read");
        }

        return bytes.Length < length ? ProxyHeaderResult.NeedsMore : ParseWhole(bytes[..length]);
    }

    /// <param name="header">The header; TLVs together at most 16 KiB.</param>
    /// <param name="withChecksum">Add a CRC32c.</param>
    public static byte[] Format(ProxyProtocolHeader header, bool withChecksum = false)
    {
        var body = new MemoryStream();
        var family = header.IsLocal ? (byte)0 : WriteAddresses(body, header);
        var checksumAt = 0;
        if (withChecksum)
        {
            checksumAt = HeadLength + (int)body.Length + 3;
            WriteTlv(body, new ProxyProtocolTlv(Checksum, new byte[4]));
        }

        foreach (var tlv in header.Tlvs)
        {
            WriteTlv(body, tlv);
        }

        var bytes = new byte[HeadLength + body.Length];
        Signature.CopyTo(bytes);
        bytes[12] = header.IsLocal ? Local : Proxy;
        bytes[13] = family;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), checked((ushort)body.Length));
        body.ToArray().CopyTo(bytes, HeadLength);
        if (withChecksum)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(checksumAt), Crc32C(bytes, bytes.Length, 0));
        }

        return bytes;
    }

    static ProxyHeaderResult ParseWhole(ReadOnlySpan<byte> bytes)
    {
        var isLocal = bytes[12] == Local;
        var (family, transport) = (bytes[13] >> 4, bytes[13] & 0xf);
        var rest = bytes[HeadLength..];
        if (isLocal)
        {
            // The block is to be discarded with its family, known or not.
            return new(new ProxyProtocolHeader { Version = ProxyProtocolVersions.V2, IsLocal = true }, bytes.Length, null);
        }

        if (family == 0 || transport == 0)
        {
            // An address block of any length, to be ignored; TLVs behind it cannot be told apart from it.
            return new(new ProxyProtocolHeader { Version = ProxyProtocolVersions.V2, IsLocal = true }, bytes.Length, null);
        }

        var addresses = family switch { 1 => 12, 2 => 36, _ => 2 * UnixLength };
        if (rest.Length < addresses)
        {
            return ProxyHeaderResult.Wrong($"is too short for its addresses: {rest.Length} of {addresses} bytes");
        }

        EndPoint? source = family == 3 ? ReadUnix(rest[..UnixLength]) : ReadIP(rest, 0, addresses);
        EndPoint? destination = family == 3 ? ReadUnix(rest[UnixLength..addresses]) : ReadIP(rest, 1, addresses);
        var tlvs = new List<ProxyProtocolTlv>();
        var error = ReadTlvs(bytes, HeadLength + addresses, tlvs);
        return error is not null ? ProxyHeaderResult.Wrong(error)
            : new(new ProxyProtocolHeader
            {
                Version = ProxyProtocolVersions.V2,
                IsDatagram = transport == 2,
                Source = source,
                Destination = destination,
                Tlvs = tlvs,
            }, bytes.Length, null);
    }

    static IPEndPoint ReadIP(ReadOnlySpan<byte> block, int which, int length)
    {
        var size = (length / 2) - sizeof(ushort);
        return new IPEndPoint(new IPAddress(block.Slice(which * size, size)), BinaryPrimitives.ReadUInt16BigEndian(block[((2 * size) + (which * sizeof(ushort)))..]));
    }

    /// <summary>A path ends with a zero; an abstract name begins with one (unix(7)). Null for a socket without a name.</summary>
    static UnixDomainSocketEndPoint? ReadUnix(ReadOnlySpan<byte> path)
    {
        var isAbstract = path[0] == 0;
        var end = isAbstract ? path.LastIndexOfAnyExcept((byte)0) + 1 : path.IndexOf((byte)0);
        path = end < 0 ? path : path[..end];

        // 107 bytes and the zero: a longer one cannot be bound anywhere, and what is no UTF-8 cannot be named here.
        var text = Encoding.UTF8.GetString(path);
        return path.Length is > 1 and < UnixLength && Encoding.UTF8.GetByteCount(text) == path.Length && !text[1..].Contains('\0', StringComparison.Ordinal) ? new UnixDomainSocketEndPoint(text) : null;
    }

    static string? ReadTlvs(ReadOnlySpan<byte> bytes, int position, List<ProxyProtocolTlv> tlvs)
    {
        while (position < bytes.Length)
        {
            var rest = bytes[position..];
            var end = rest.Length < 3 ? int.MaxValue : 3 + BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
            if (end > rest.Length)
            {
                return "ends in the middle of a TLV";
            }

            var type = rest[0];
            var value = rest[3..end];
            if (type == Checksum)
            {
                if (value.Length != 4 || BinaryPrimitives.ReadUInt32BigEndian(value) != Crc32C(bytes, position + 3, 4))
                {
                    return "does not match its checksum (CRC32c)";
                }
            }
            else if (type != Padding)
            {
                tlvs.Add(new ProxyProtocolTlv(type, value.ToArray()));
            }

            position += end;
        }

        return null;
    }

    static byte WriteAddresses(MemoryStream body, ProxyProtocolHeader header)
    {
        var transport = header.IsDatagram ? 2 : 1;
        if (header is { Source: IPEndPoint source, Destination: IPEndPoint destination })
        {
            var (from, to) = ProxyHeaderV1.SameFamily(source.Address, destination.Address);
            body.Write(from.GetAddressBytes());
            body.Write(to.GetAddressBytes());
            Span<byte> ports = stackalloc byte[4];
            BinaryPrimitives.WriteUInt16BigEndian(ports, (ushort)source.Port);
            BinaryPrimitives.WriteUInt16BigEndian(ports[2..], (ushort)destination.Port);
            body.Write(ports);
            return (byte)(((from.AddressFamily == AddressFamily.InterNetwork ? 1 : 2) << 4) | transport);
        }

        if (header.Source is UnixDomainSocketEndPoint || header.Destination is UnixDomainSocketEndPoint)
        {
            WriteUnix(body, header.Source);
            WriteUnix(body, header.Destination);
            return (byte)((3 << 4) | transport);
        }

        return 0;
    }

    static void WriteUnix(MemoryStream body, EndPoint? endPoint)
    {
        // .NET shows the zero of an abstract name as '@'.
        var bytes = new byte[UnixLength];
        var path = endPoint?.ToString() ?? "";
        Encoding.UTF8.GetBytes(path.StartsWith('@') ? '\0' + path[1..] : path, bytes);
        body.Write(bytes);
    }

    static void WriteTlv(MemoryStream body, ProxyProtocolTlv tlv)
    {
        Span<byte> head = stackalloc byte[3];
        head[0] = tlv.Type;
        BinaryPrimitives.WriteUInt16BigEndian(head[1..], checked((ushort)tlv.Value.Length));
        body.Write(head);
        body.Write(tlv.Value.Span);
    }

    /// <summary>RFC 4960 appendix B over all bytes, those of the checksum itself taken for zeros.</summary>
    static uint Crc32C(ReadOnlySpan<byte> bytes, int zerosAt, int zeros)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < bytes.Length; i++)
        {
            crc = BitOperations.Crc32C(crc, i >= zerosAt && i < zerosAt + zeros ? (byte)0 : bytes[i]);
        }

        return ~crc;
    }
}
