using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Linux;

/// <summary>Reads and writes a Linux socket address (sockaddr_in, sockaddr_in6, sockaddr_un: ip(7), ipv6(7), unix(7)) as an end point.</summary>
public static class KernelSocketAddress
{
    /// <summary>sockaddr_un is the longest: two bytes of family and 108 of path.</summary>
    public const int MostBytes = 110;

    const ushort AF_UNIX = 1;
    const ushort AF_INET = 2;
    const ushort AF_INET6 = 10;

    /// <summary>Null for an unnamed Unix socket and for families we do not open.</summary>
    public static EndPoint? Read(ReadOnlySpan<byte> address)
    {
        if (address.Length < 2)
        {
            return null;
        }

        switch (BinaryPrimitives.ReadUInt16LittleEndian(address))
        {
            case AF_INET when address.Length >= 8:
                return new IPEndPoint(new IPAddress(address.Slice(4, 4)), Port(address));
            case AF_INET6 when address.Length >= 28:
                var scope = BinaryPrimitives.ReadUInt32LittleEndian(address[24..]);
                return new IPEndPoint(new IPAddress(address.Slice(8, 16), scope), Port(address));
            case AF_UNIX when address.Length > 2:
                return new UnixDomainSocketEndPoint(Path(address[2..]));
            default:
                return null;
        }
    }

    /// <summary>Writes an IP address and a port as the kernel takes them: sockaddr_in or sockaddr_in6.</summary>
    /// <param name="address">The address, with its scope where it needs one.</param>
    /// <param name="port">The port.</param>
    /// <param name="room">At least 28 bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(IPAddress address, ushort port, Span<byte> room)
    {
        ArgumentNullException.ThrowIfNull(address);
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var length = isV6 ? 28 : 16;
        room[..length].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(room, isV6 ? AF_INET6 : AF_INET);
        BinaryPrimitives.WriteUInt16BigEndian(room[2..], port);
        address.TryWriteBytes(room[(isV6 ? 8 : 4)..], out _);
        if (isV6)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(room[24..], (uint)address.ScopeId);
        }

        return length;
    }

    static int Port(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16BigEndian(address[2..]);

    // An abstract name starts with a zero and may contain more; a path ends at its first one.
    static string Path(ReadOnlySpan<byte> name)
    {
        var end = name[0] == 0 ? -1 : name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}
