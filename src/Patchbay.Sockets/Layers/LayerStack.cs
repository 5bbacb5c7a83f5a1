using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>The layers of one address, made once and put on each of its connections. <see cref="AddressLayers.Open"/> makes them. Thread-safe.</summary>
public sealed class LayerStack
{
    readonly IReadOnlyList<IConnectionLayer> _layers;
    readonly LayerSettings _settings;

    /// <param name="layers">Innermost first.</param>
    /// <param name="settings">The time that handshakes have.</param>
    internal LayerStack(IReadOnlyList<IConnectionLayer> layers, LayerSettings settings) => (_layers, _settings) = (layers, settings);

    /// <summary>A connection is used as it is.</summary>
    public bool IsEmpty => _layers.Count == 0;

    internal LayerSettings Settings => _settings;

    /// <summary>The client's side of every handshake, from the inside out.</summary>
    /// <param name="connection">The connection underneath. From here on owned by the result; disposed when this throws.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LayerException">The peer and we do not agree, or it took longer than <see cref="LayerSettings.HandshakeTimeout"/>.</exception>
    public ValueTask<ConnectionContext> ConnectAsync(ConnectionContext connection, CancellationToken cancellationToken = default) =>
        PutOnAsync(connection, static (layer, inner, token) => layer.ConnectAsync(inner, token), cancellationToken);

    /// <summary>The server's side of every handshake, from the inside out.</summary>
    /// <param name="connection">The connection underneath. From here on owned by the result; disposed when this throws.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LayerException">The peer and we do not agree, or it took longer than <see cref="LayerSettings.HandshakeTimeout"/>.</exception>
    public ValueTask<ConnectionContext> AcceptAsync(ConnectionContext connection, CancellationToken cancellationToken = default) =>
        PutOnAsync(connection, static (layer, inner, token) => layer.AcceptAsync(inner, token), cancellationToken);

    /// <summary>A handler of raw connections, which stay whose they are, that runs <paramref name="next"/> on the layered ones.</summary>
    internal ConnectionDelegate Serve(ConnectionDelegate next) => async raw =>
    {
        await using var connection = await AcceptAsync(new LentConnection(raw));
        try
        {
            await next(connection);
            await PeerPatience.EndAsync(connection, connection.Transport.Output.CompleteAsync().AsTask(), _settings.TimeProvider);
        }
        catch (Exception error) when (error is not (OperationCanceledException or LayerException))
        {
            // Disposing alone would tell the peer a proper end. Of its own failure a layer has told the peer.
            connection.Abort(error as ConnectionAbortedException ?? new ConnectionAbortedException("The handler failed.", error));
            throw;
        }
    };

    async ValueTask<ConnectionContext> PutOnAsync(
        ConnectionContext connection, Func<IConnectionLayer, ConnectionContext, CancellationToken, ValueTask<ConnectionContext>> handshake, CancellationToken cancellationToken)
    {
        if (IsEmpty)
        {
            return connection;
        }

        using var late = new CancellationTokenSource(_settings.HandshakeTimeout, _settings.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var peer = connection.RemoteEndPoint?.ToString() is { Length: > 0 } name ? $" with {name}" : "";
        foreach (var layer in _layers)
        {
            try
            {
                connection = await handshake(layer, connection, limit.Token);
            }
            catch (OperationCanceledException error) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new LayerException(LayerFailure.TimedOut, $"the {layer.Name} handshake{peer} did not finish within {Duration.Format(_settings.HandshakeTimeout)}", "Does the peer speak it?", error);
            }
        }

        return connection;
    }
}
