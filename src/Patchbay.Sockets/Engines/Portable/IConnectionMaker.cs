using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>What listening and connecting by System.Net.Sockets leave to an engine: how a socket connects, and what a connected one becomes.</summary>
internal interface IConnectionMaker
{
    /// <summary>How sockets are treated.</summary>
    SocketEngineOptions Options { get; }

    /// <summary>connect(2) of a fresh socket.</summary>
    /// <exception cref="SocketException">The kernel's reason.</exception>
    ValueTask ConnectAsync(Socket socket, EndPoint endPoint, CancellationToken cancellationToken);

    /// <summary>Makes the connection of a socket that connected, and tells so.</summary>
    /// <param name="socket">Connected; the connection owns it.</param>
    /// <param name="socketId">Its number in events, or 0.</param>
    /// <param name="duration">How long connecting took.</param>
    ConnectionContext Connected(Socket socket, long socketId, TimeSpan duration);

    /// <summary>Makes the connection of a socket that was accepted, and tells so.</summary>
    /// <param name="socket">Connected; the connection owns it.</param>
    /// <param name="remote">Who came, where accept(2) told it.</param>
    /// <param name="listenerId">The listener's number in events.</param>
    ConnectionContext Accepted(Socket socket, EndPoint? remote, long listenerId);
}
