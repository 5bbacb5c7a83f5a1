using System.Net;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>What judges datagrams takes addresses as bytes; tests have end points.</summary>
static class DatagramJudging
{
    public static bool Judges(this ReflectionGuard guard, EndPoint? peer, DatagramArrival? arrival) =>
        guard.Allows(Bytes(peer), arrival is null ? [] : arrival.Destination.GetAddressBytes());

    public static byte[] Bytes(EndPoint? peer)
    {
        Span<byte> address = stackalloc byte[SocketAddressBytes.MostBytes];
        return peer is null ? [] : address[..SocketAddressBytes.Write(peer, address)].ToArray();
    }
}
