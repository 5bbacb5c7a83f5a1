using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Game;

/// <summary>Socket addresses as the kernel would give them.</summary>
static class GameAddresses
{
    public static byte[] Of(string endPoint)
    {
        var bytes = new byte[SocketAddressBytes.MostBytes];
        return bytes[..SocketAddressBytes.Write(IPEndPoint.Parse(endPoint), bytes)];
    }
}
