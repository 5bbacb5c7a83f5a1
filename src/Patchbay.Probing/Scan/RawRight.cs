using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>Whether this process may send raw packets (CAP_NET_RAW in its network namespace, capabilities(7)).</summary>
public static class RawRight
{
    /// <summary>Opens a raw socket and closes it.</summary>
    public static bool IsThere()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Tcp);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
