using System.Net;

namespace Patchbay.Sockets;

/// <summary>Remembers the end points made of a few peers' bytes, so that asking who sent a datagram allocates once a peer and not once a datagram.</summary>
internal sealed class PeerCache
{
    // A power of two. Two peers that fall on one place take turns there.
    const int Places = 128;

    readonly byte[] _keys = new byte[Places * SocketAddressBytes.LengthV6];
    readonly EndPoint?[] _endPoints = new EndPoint?[Places];

    public EndPoint? Find(ReadOnlySpan<byte> address)
    {
        if (address.Length > SocketAddressBytes.LengthV6)
        {
            return SocketAddressBytes.Read(address);
        }

        var hash = new HashCode();
        hash.AddBytes(address);
        var place = hash.ToHashCode() & (Places - 1);
        var key = _keys.AsSpan(place * SocketAddressBytes.LengthV6, SocketAddressBytes.LengthV6);

        // A sockaddr_in is shorter than the key: the family in its first bytes tells the two kinds apart.
        if (_endPoints[place] is { } known && key[..address.Length].SequenceEqual(address))
        {
            return known;
        }

        var endPoint = SocketAddressBytes.Read(address);
        address.CopyTo(key);
        return _endPoints[place] = endPoint;
    }
}
