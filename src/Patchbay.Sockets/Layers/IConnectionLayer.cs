using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>Something that turns a stream connection into another one by a handshake: TLS, WebSocket, the PROXY protocol. Thread-safe: one serves many connections.</summary>
public interface IConnectionLayer
{
    /// <summary>The word of the address grammar: <c>tls</c>, <c>ws</c>.</summary>
    string Name { get; }

    /// <summary>The client's side of the handshake.</summary>
    /// <param name="inner">The connection underneath. From here on owned by the result; disposed when this throws.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LayerException">The peer and we do not agree.</exception>
    ValueTask<ConnectionContext> ConnectAsync(ConnectionContext inner, CancellationToken cancellationToken);

    /// <summary>The server's side of the handshake.</summary>
    /// <param name="inner">The connection underneath. From here on owned by the result; disposed when this throws.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LayerException">The peer and we do not agree.</exception>
    ValueTask<ConnectionContext> AcceptAsync(ConnectionContext inner, CancellationToken cancellationToken);
}
