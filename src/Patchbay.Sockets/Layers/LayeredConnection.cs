using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Patchbay.Sockets;

/// <summary>
/// A connection on top of another: its own pipes, the other's ends, features and life. Completing its output tells the peer's layer that we have
/// finished (close_notify, Close frame) and then ends our direction underneath; reading goes on.
/// </summary>
/// <param name="inner">The connection underneath. Owned.</param>
/// <param name="clock">For the wait for a peer that takes none of our last bytes; null for the system's.</param>
internal abstract class LayeredConnection(ConnectionContext inner, TimeProvider? clock = null) : ConnectionContext
{
    protected ConnectionContext Inner { get; } = inner;

    protected TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    public override string ConnectionId
    {
        get => Inner.ConnectionId;
        set => Inner.ConnectionId = value;
    }

    // A feature that a layer changes is set over the inner one's; the rest is asked of it.
    public override IFeatureCollection Features { get; } = new FeatureCollection(inner.Features);

    public override IDictionary<object, object?> Items
    {
        get => Inner.Items;
        set => Inner.Items = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => Inner.LocalEndPoint;
        set => Inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => Inner.RemoteEndPoint;
        set => Inner.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => Inner.ConnectionClosed;
        set => Inner.ConnectionClosed = value;
    }

    public abstract override IDuplexPipe Transport { get; set; }

    public override void Abort(ConnectionAbortedException abortReason) => Inner.Abort(abortReason);

    /// <summary>Ends the connection underneath. Bounded: a peer that takes nothing of what is left for 30 s is reset.</summary>
    public override async ValueTask DisposeAsync()
    {
        await PeerPatience.EndAsync(Inner, Inner.DisposeAsync().AsTask(), Clock);
        await base.DisposeAsync();
    }
}
