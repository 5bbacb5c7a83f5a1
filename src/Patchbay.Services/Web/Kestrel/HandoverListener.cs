using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Services.Web;

/// <summary>
/// Where Kestrel accepts the connections that our host has accepted before. Kestrel thinks it binds; the sockets, their errors, limits and layers are the
/// host's. Thread-safe.
/// </summary>
/// <param name="endPoint">What Kestrel binds to get these.</param>
sealed class HandoverListener(HandoverEndPoint endPoint) : IConnectionListener
{
    // The host's limit of connections bounds it.
    readonly Channel<ConnectionContext> _handed = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    public EndPoint EndPoint => endPoint;

    /// <summary>Lets Kestrel serve a connection; completes when it has. False, and nothing done, when Kestrel has stopped.</summary>
    public async Task<bool> ServeAsync(ConnectionContext connection)
    {
        await using var handed = new HandedConnection(connection);
        if (!_handed.Writer.TryWrite(handed))
        {
            return false;
        }

        await handed.Served;
        return true;
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _handed.Reader.WaitToReadAsync(cancellationToken) && _handed.Reader.TryRead(out var connection) ? connection : null;

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _handed.Writer.TryComplete();
        while (_handed.Reader.TryRead(out var unserved))
        {
            await unserved.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => UnbindAsync();
}
