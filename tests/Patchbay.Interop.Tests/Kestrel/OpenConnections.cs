using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>Connection middleware that knows which connections are being served.</summary>
sealed class OpenConnections
{
    readonly ConcurrentDictionary<string, ConnectionContext> _open = new();
    int _served;

    public int Count => _open.Count;

    /// <summary>How many there have been.</summary>
    public int Served => Volatile.Read(ref _served);

    public ConnectionDelegate Watch(ConnectionDelegate next) => async connection =>
    {
        Interlocked.Increment(ref _served);
        Assert.True(_open.TryAdd(connection.ConnectionId, connection));
        try
        {
            await next(connection);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    };
}
