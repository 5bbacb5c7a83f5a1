using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Patchbay.Services.Web;

/// <summary>
/// A connection that our host keeps and Kestrel serves: Kestrel's disposal is only the sign that it has finished. The host ends the connection, with its
/// own patience for the last bytes, its limits and its drain.
/// </summary>
sealed class HandedConnection(ConnectionContext inner) : ConnectionContext
{
    readonly TaskCompletionSource _served = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when Kestrel has finished.</summary>
    public Task Served => _served.Task;

    public override string ConnectionId
    {
        get => inner.ConnectionId;
        set => inner.ConnectionId = value;
    }

    public override IFeatureCollection Features => inner.Features;

    public override IDictionary<object, object?> Items
    {
        get => inner.Items;
        set => inner.Items = value;
    }

    public override IDuplexPipe Transport
    {
        get => inner.Transport;
        set => inner.Transport = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => inner.LocalEndPoint;
        set => inner.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => inner.RemoteEndPoint;
        set => inner.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => inner.ConnectionClosed;
        set => inner.ConnectionClosed = value;
    }

    public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

    public override void Abort() => inner.Abort();

#pragma warning disable CA2215 // Not disposing what is lent is the point.
    public override ValueTask DisposeAsync()
    {
        _served.TrySetResult();
        return ValueTask.CompletedTask;
    }
#pragma warning restore CA2215
}
