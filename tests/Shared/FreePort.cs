using System.Net;
using System.Net.Sockets;

namespace Patchbay.TestSupport;

/// <summary>
/// Ports for foreign programs that cannot say which one they took. They lie below those that the kernel gives to who asks for none (ip_local_port_range, from 32768), of which the
/// tests beside take thousands: between our look and the program's bind(2) only a fixed port could come.
/// </summary>
static class FreePort
{
    const int First = 20_000;
    const int Count = 12_000;

    static int _next = Environment.ProcessId * 97 % Count;

    /// <summary>A port that nobody holds, for TCP as for UDP, and that this process gives to nobody else soon.</summary>
    public static int Take()
    {
        for (var i = 0; i < Count; i++)
        {
            var port = First + ((Interlocked.Increment(ref _next) & int.MaxValue) % Count);
            if (IsFree(port, SocketType.Stream, ProtocolType.Tcp) && IsFree(port, SocketType.Dgram, ProtocolType.Udp))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count - 1} is free.");
    }

    static bool IsFree(int port, SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
