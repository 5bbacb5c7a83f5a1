using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>End points as the bytes of a socket address, in the layout of the system we run on, and back; for IP without allocating on the way in.</summary>
internal static class SocketAddressBytes
{
    /// <summary>Room for any: sockaddr_un's 110 bytes, rounded up to keep what follows aligned.</summary>
    public const int MostBytes = 112;

    /// <summary>sizeof(struct sockaddr_in).</summary>
    public const int LengthV4 = 16;

    /// <summary>sizeof(struct sockaddr_in6).</summary>
    public const int LengthV6 = 28;

    // The first two bytes hold the family, on BSDs after a byte of length: taken from .NET, which knows the system.
    static readonly ushort HeadV4 = HeadOf(new IPEndPoint(IPAddress.Any, 0));
    static readonly ushort HeadV6 = HeadOf(new IPEndPoint(IPAddress.IPv6Any, 0));

    /// <summary>Writes an end point; returns how many bytes.</summary>
    /// <exception cref="NotSupportedException">Neither an IP nor a Unix end point.</exception>
    public static int Write(EndPoint endPoint, Span<byte> address)
    {
        switch (endPoint)
        {
            case IPEndPoint { AddressFamily: AddressFamily.InterNetwork } v4:
                WriteHead(address[..LengthV4], HeadV4, v4.Port);
                v4.Address.TryWriteBytes(address[4..], out _);
                return LengthV4;
            case IPEndPoint v6:
                WriteHead(address[..LengthV6], HeadV6, v6.Port);
                v6.Address.TryWriteBytes(address[8..], out _);
                BitConverter.TryWriteBytes(address[24..], (uint)v6.Address.ScopeId);
                return LengthV6;
            case UnixDomainSocketEndPoint unix:
                var serialized = unix.Serialize();
                serialized.Buffer.Span[..serialized.Size].CopyTo(address);
                return serialized.Size;
            default:
                throw new NotSupportedException($"A datagram's peer is an IPEndPoint or a UnixDomainSocketEndPoint, not a {endPoint.GetType().Name}.");
        }
    }

    /// <summary>Reads an end point; IPv4 within IPv6 is shown as IPv4. Null for an unnamed Unix socket.</summary>
    public static EndPoint? Read(ReadOnlySpan<byte> address)
    {
        if (IsV4(address))
        {
            return new IPEndPoint(new IPAddress(address.Slice(4, 4)), Port(address));
        }

        if (IsV6(address))
        {
            var ip = new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..]));
            return new IPEndPoint(MappedAddress.Unmap(ip), Port(address));
        }

        // Only Linux has abstract names; elsewhere, and for paths, .NET reads what it wrote.
        return OperatingSystem.IsLinux() ? KernelSocketAddress.Read(address) : ReadUnix(address);
    }

    /// <summary>A sockaddr_in.</summary>
    public static bool IsV4(ReadOnlySpan<byte> address) => address.Length >= LengthV4 && BitConverter.ToUInt16(address) == HeadV4;

    /// <summary>A sockaddr_in6.</summary>
    public static bool IsV6(ReadOnlySpan<byte> address) => address.Length >= LengthV6 && BitConverter.ToUInt16(address) == HeadV6;

    /// <summary>The IP address within, 4 or 16 bytes; false for a Unix address or none.</summary>
    public static bool TryAddress(ReadOnlySpan<byte> socketAddress, out ReadOnlySpan<byte> address)
    {
        address = IsV4(socketAddress) ? socketAddress.Slice(4, 4) : IsV6(socketAddress) ? socketAddress.Slice(8, 16) : default;
        return !address.IsEmpty;
    }

    /// <summary>The 16 bytes of IPv4 within IPv6 (RFC 4291 section 2.5.5.2).</summary>
    public static bool IsMapped(ReadOnlySpan<byte> address) =>
        address.Length == 16 && BinaryPrimitives.ReadUInt64BigEndian(address) == 0 && BinaryPrimitives.ReadUInt32BigEndian(address[8..]) == 0xFFFF;

    /// <summary>Turns an IPv4 address into IPv4 within IPv6, as an IPv6 socket takes it.</summary>
    /// <param name="address">At least <see cref="LengthV6"/> bytes of room.</param>
    public static void Map(Span<byte> address)
    {
        var (ip, port) = (BinaryPrimitives.ReadUInt32BigEndian(address[4..]), Port(address));
        WriteHead(address[..LengthV6], HeadV6, port);
        BinaryPrimitives.WriteUInt16BigEndian(address[18..], 0xFFFF);
        BinaryPrimitives.WriteUInt32BigEndian(address[20..], ip);
    }

    /// <summary>Turns IPv4 within IPv6 into IPv4; false, and nothing done, when it is none.</summary>
    public static bool TryUnmap(Span<byte> address)
    {
        if (!IsV6(address) || !IsMapped(address.Slice(8, 16)))
        {
            return false;
        }

        var (ip, port) = (BinaryPrimitives.ReadUInt32BigEndian(address[20..]), Port(address));
        WriteHead(address[..LengthV4], HeadV4, port);
        BinaryPrimitives.WriteUInt32BigEndian(address[4..], ip);
        return true;
    }

    /// <summary>The port of either kind of IP.</summary>
    public static int Port(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16BigEndian(address[2..]);

    static void WriteHead(Span<byte> address, ushort head, int port)
    {
        address.Clear();
        BitConverter.TryWriteBytes(address, head);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)port);
    }

    static EndPoint? ReadUnix(ReadOnlySpan<byte> address)
    {
        if (address.Length <= 2)
        {
            return null;
        }

        var serialized = new SocketAddress(AddressFamily.Unix, address.Length);
        address.CopyTo(serialized.Buffer.Span);
        return new UnixDomainSocketEndPoint("/").Create(serialized);
    }

    static ushort HeadOf(IPEndPoint endPoint) => BitConverter.ToUInt16(endPoint.Serialize().Buffer.Span);
}
