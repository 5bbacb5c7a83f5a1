using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>A connection, with or without layers.</summary>
/// <param name="connection">Owned, unless <paramref name="close"/> is given.</param>
/// <param name="name">Who it is, for people; its remote end point when null.</param>
/// <param name="close">What closing it means where somebody else owns it; null disposes it.</param>
/// <param name="carrier">What carries the connection where that is no socket: a command, which can fail besides its directions.</param>
public sealed class ConnectionEnd(ConnectionContext connection, string? name = null, Func<ValueTask>? close = null, PatchEnd? carrier = null) : PatchEnd
{
    SequencePosition _received;

    /// <summary>The connection.</summary>
    public ConnectionContext Connection => connection;

    /// <inheritdoc/>
    public override string Name { get; } = name ?? (connection.RemoteEndPoint?.ToString() is { Length: > 0 } remote ? remote : "the client");

    /// <inheritdoc/>
    public override EndPoint? Local => connection.LocalEndPoint;

    /// <inheritdoc/>
    public override EndPoint? Remote => connection.RemoteEndPoint;

    /// <inheritdoc/>
    public override bool Lingers => true;

    /// <inheritdoc/>
    public override Task? Left => carrier?.Left;

    /// <inheritdoc/>
    public override string? Failure => carrier?.Failure;

    /// <inheritdoc/>
    public override async ValueTask<PatchRead> ReceiveAsync(CancellationToken cancellationToken)
    {
        var read = await connection.Transport.Input.ReadAsync(cancellationToken);
        _received = read.Buffer.End;
        return new PatchRead(read.Buffer, read.IsCompleted);
    }

    /// <inheritdoc/>
    public override void Advance() => connection.Transport.Input.AdvanceTo(_received);

    /// <inheritdoc/>
    public override async ValueTask SendAsync(ReadOnlySequence<byte> bytes, bool more, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            var flushed = await connection.Transport.Output.WriteAsync(segment, cancellationToken);
            if (flushed.IsCompleted)
            {
                throw new ConnectionResetException("The peer no longer takes bytes.");
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await connection.Transport.Output.CompleteAsync();
        if (connection.Features.Get<IHalfCloseFeature>() is { } halfClose)
        {
            await halfClose.WaitUntilWeFinishedAsync().WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override bool StopListening() => carrier is not null && carrier.StopListening();

    /// <inheritdoc/>
    public override void Abort(string reason) => connection.Abort(new ConnectionAbortedException(reason));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => close is null ? connection.DisposeAsync() : close();
}
