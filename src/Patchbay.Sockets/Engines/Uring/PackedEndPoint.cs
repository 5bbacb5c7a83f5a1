using System.Buffers.Binary;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>
/// An IP end point in a few bytes. The remote end must be asked of the kernel while the connection is open, but most handlers never ask for it, and the
/// objects are ten times as large.
/// </summary>
internal readonly struct PackedEndPoint
{
    readonly UInt128 _address;
    readonly uint _scope;
    readonly ushort _port;
    readonly byte _length;

    /// <summary>Packs a sockaddr_in or sockaddr_in6; anything else is no end point.</summary>
    public PackedEndPoint(ReadOnlySpan<byte> socketAddress)
    {
        var bytes = socketAddress.Length switch
        {
            16 => socketAddress.Slice(4, 4),
            28 => socketAddress.Slice(8, 16),
            _ => default,
        };
        if (bytes.IsEmpty)
        {
            return;
        }

        _length = (byte)bytes.Length;
        _port = BinaryPrimitives.ReadUInt16BigEndian(socketAddress[2..]);
        _address = _length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _scope = _length == 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(socketAddress[24..]);
    }

    /// <summary>The end point, or null when there is none.</summary>
    public IPEndPoint? Unpack()
    {
        if (_length == 0)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _address);
        return _length == 4
            ? new IPEndPoint(new IPAddress(bytes[12..]), _port)
            : new IPEndPoint(new IPAddress(bytes, _scope), _port);
    }
}
