using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>Additions to <see cref="ConnectionContext"/>.</summary>
public static class ConnectionContextExtensions
{
    /// <summary>
    /// The connection as one stream, for <see cref="System.Net.Security.SslStream"/>, HttpClient's ConnectCallback and WebSocket. Every write is flushed; a read of zero bytes is
    /// the peer's FIN. Use either the stream or the pipes, not both. One reader and one writer at a time.
    /// </summary>
    /// <param name="connection">The stream owns it: disposing the stream disposes the connection, which sends what is buffered and then FIN.</param>
    public static Stream AsStream(this ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new ConnectionStream(connection);
    }
}
