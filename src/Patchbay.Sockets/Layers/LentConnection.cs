using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>
/// A connection given to layers by who keeps it: their end is not its end. A host ends its connections itself, and with patience: a socket closed with
/// unread bytes resets the peer, which then may lose our last ones.
/// </summary>
internal sealed class LentConnection(ConnectionContext inner) : LayeredConnection(inner)
{
    public override IDuplexPipe Transport
    {
        get => Inner.Transport;
        set => Inner.Transport = value;
    }

#pragma warning disable CA2215 // Not disposing what is lent is the point.
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
#pragma warning restore CA2215
}
