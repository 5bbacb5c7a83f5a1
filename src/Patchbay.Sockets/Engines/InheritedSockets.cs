using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>Sockets that another process opened and handed to us: <c>fd:</c> and <c>systemd:</c>. Served by System.Net.Sockets. Thread-safe.</summary>
internal static class InheritedSockets
{
    static readonly SocketsEngine Engine = new(new SocketEngineOptions(), "engine: sockets");

    /// <summary>The socket of a descriptor, which it owns from here on.</summary>
    /// <exception cref="SocketException">The descriptor is no socket that System.Net.Sockets knows.</exception>
    public static Socket Own(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: true));

    /// <summary>A connected stream socket as a connection that owns it.</summary>
    public static ConnectionContext Connection(Socket socket) => ((IConnectionMaker)Engine).Accepted(socket, RemoteOf(socket), listenerId: 0);

    /// <summary>A listening stream socket as a listener that owns it.</summary>
    public static IConnectionListener Listener(Socket socket) => SocketsListener.Adopt(Engine, socket);

    /// <summary>A socket of datagrams, which is owned.</summary>
    public static DatagramSocket Datagrams(Socket socket) => Engine.AdoptDatagrams(socket);

    /// <summary>The peer of a connected socket; null for one that has none.</summary>
    public static EndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
