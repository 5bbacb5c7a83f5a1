using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>struct sockaddr_in and sockaddr_in6 as bytes (ip(7), ipv6(7)).</summary>
internal static class KernelSocketAddress
{
    /// <summary>Bytes that hold either.</summary>
    public const int MaxSize = 28;

    const int AfInet = 2;
    const int AfInet6 = 10;

    /// <summary>The address and port; null for any other family, AF_UNSPEC among them. IPv4 within IPv6 becomes IPv4.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
        {
            return null;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        switch (MemoryMarshal.Read<ushort>(bytes))
        {
            case AfInet:
                return new IPEndPoint(new IPAddress(bytes[4..8]), port);
            case AfInet6 when bytes.Length >= MaxSize:
                var address = new IPAddress(bytes[8..24], MemoryMarshal.Read<uint>(bytes[24..]));
                return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
            default:
                return null;
        }
    }
}
