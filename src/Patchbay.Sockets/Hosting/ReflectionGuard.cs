using System.Buffers.Binary;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>
/// Whether a datagram may be answered by what its addresses tell. The sender's address is whatever the sender wrote, so an answer must not become a
/// weapon: none to services that would answer in turn, none to many at once, and none to a question that was asked of many (RFC 1122 section 3.2.1.3).
/// Thread-safe.
/// </summary>
internal sealed class ReflectionGuard
{
    readonly byte[] _local;
    readonly int _ownPort;
    readonly bool _needsArrival;
    readonly BroadcastAddresses _broadcasts;

    /// <param name="local">Where the socket is bound.</param>
    /// <param name="broadcasts">The broadcast addresses of this machine's networks.</param>
    public ReflectionGuard(EndPoint local, BroadcastAddresses broadcasts)
    {
        Span<byte> address = stackalloc byte[SocketAddressBytes.MostBytes];
        _local = address[..SocketAddressBytes.Write(local, address)].ToArray();
        _ownPort = (local as IPEndPoint)?.Port ?? -1;
        _needsArrival = NeedsArrival(local);
        _broadcasts = broadcasts;
    }

    /// <summary>
    /// The socket takes what was sent to any address, so each datagram must tell to which. One bound to a unicast address gets nothing else: the kernel
    /// delivers a broadcast to sockets on the wildcard and on the broadcast address only.
    /// </summary>
    public static bool NeedsArrival(EndPoint local) => local is IPEndPoint ip && (ip.Address.Equals(IPAddress.Any) || ip.Address.Equals(IPAddress.IPv6Any));

    /// <summary>Judges a datagram by its addresses as they came from the kernel: a flood of forged ones allocates nothing.</summary>
    /// <param name="peer">The sender's socket address; empty for a Unix sender without a name, who cannot be answered.</param>
    /// <param name="arrival">Where it came to, 4 or 16 bytes; empty when not told.</param>
    public bool Allows(ReadOnlySpan<byte> peer, ReadOnlySpan<byte> arrival) =>
        SocketAddressBytes.TryAddress(peer, out var address)
            ? AllowsPort(SocketAddressBytes.Port(peer)) && IsUnicast(address) && (!_needsArrival || (!arrival.IsEmpty && IsUnicast(arrival)))
            : !peer.IsEmpty && !peer.SequenceEqual(_local);

    // The same number as ours: this very socket, or the same service elsewhere.
    bool AllowsPort(int port) => port != _ownPort && !EchoPartners.Contains(port);

    /// <summary>An address of one host: no group, no broadcast, nothing unspecified or reserved.</summary>
    public bool IsUnicast(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return IsUnicast(bytes[..length]);
    }

    bool IsUnicast(ReadOnlySpan<byte> address)
    {
        if (SocketAddressBytes.IsMapped(address))
        {
            address = address[12..];
        }
        else if (address.Length == 16)
        {
            return address[0] != 0xFF && address.ContainsAnyExcept((byte)0);
        }

        // 0/8 "this network", 224/4 groups, 240/4 reserved with 255.255.255.255 (RFC 6890 section 2.2.2).
        return address[0] is > 0 and < 224 && !_broadcasts.Contains(BinaryPrimitives.ReadUInt32BigEndian(address));
    }
}
