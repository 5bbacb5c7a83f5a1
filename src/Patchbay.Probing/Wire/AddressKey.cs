using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>An IP address as a key that costs nothing to make from a kernel's socket address. IPv4 is held as IPv4 within IPv6; the scope counts for link-local addresses alone.</summary>
readonly record struct AddressKey(ulong Upper, ulong Lower)
{
    const ulong Mapped = 0xFFFFul << 32;
    const ushort AF_INET = 2;
    const ushort AF_INET6 = 10;

    /// <summary>Bytes of the longest socket address of IP: sockaddr_in6.</summary>
    public const int MostBytes = 28;

    /// <summary>The key of an address.</summary>
    public static AddressKey Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork ? new(0, Mapped | BinaryPrimitives.ReadUInt32BigEndian(bytes)) : Of(bytes, (uint)address.ScopeId);
    }

    /// <summary>Reads a sockaddr_in or sockaddr_in6.</summary>
    /// <returns>False for another family.</returns>
    public static bool TryRead(ReadOnlySpan<byte> socketAddress, out AddressKey key, out ushort port)
    {
        (key, port) = (default, 0);
        if (socketAddress.Length < 8)
        {
            return false;
        }

        port = BinaryPrimitives.ReadUInt16BigEndian(socketAddress[2..]);
        switch (BinaryPrimitives.ReadUInt16LittleEndian(socketAddress))
        {
            case AF_INET:
                key = new(0, Mapped | BinaryPrimitives.ReadUInt32BigEndian(socketAddress[4..]));
                return true;
            case AF_INET6 when socketAddress.Length >= MostBytes:
                key = Of(socketAddress.Slice(8, 16), BinaryPrimitives.ReadUInt32LittleEndian(socketAddress[24..]));
                return true;
            default:
                return false;
        }
    }

    static AddressKey Of(ReadOnlySpan<byte> bytes, uint scope)
    {
        var upper = BinaryPrimitives.ReadUInt64BigEndian(bytes);

        // fe80::/10 (RFC 4291 section 2.5.6): 54 zero bits follow, where the scope finds room.
        return new(upper >> 54 == 0xFE80 >> 6 ? upper ^ scope : upper, BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }
}
