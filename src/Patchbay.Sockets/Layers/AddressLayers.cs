using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>The layers of an address, put on its connections. Thread-safe.</summary>
public static class AddressLayers
{
    /// <summary>Connects to a stream address with everything it says: its proxy, its PROXY header, its layers from the inside out.</summary>
    /// <param name="engine">Where the socket comes from.</param>
    /// <param name="address">A connecting address of kind TCP or Unix.</param>
    /// <param name="settings">What layers need besides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectException">The connection was not made.</exception>
    /// <exception cref="LayerException">A layer could not be put on it.</exception>
    /// <exception cref="AddressNotSupportedException">The address is no stream that connects.</exception>
    public static async ValueTask<ConnectionContext> ConnectAsync(ISocketEngine engine, Address address, LayerSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(address);
        var layers = Create(address, settings);
        var connection = await engine.ConnectAsync(address.ToConnectEndPoint(), cancellationToken);
        return layers.Count == 0 ? connection : await PutOnAsync(connection, layers, settings, static (layer, inner, token) => layer.ConnectAsync(inner, token), cancellationToken);
    }

    /// <summary>
    /// A handler of raw connections that puts the layers of a listening address on each, and then runs <paramref name="next"/>. Handshakes run beside
    /// one another; one that fails ends its own connection with a <see cref="LayerException"/> and nothing else.
    /// </summary>
    /// <param name="address">The address that listens.</param>
    /// <param name="settings">What layers need besides.</param>
    /// <param name="next">Serves the connection.</param>
    /// <exception cref="LayerException">The settings cannot be used: an unreadable certificate.</exception>
    public static ConnectionDelegate Accept(Address address, LayerSettings settings, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(address);
        var layers = Create(address, settings);
        return layers.Count == 0 ? next : async raw =>
        {
            await using var connection = await PutOnAsync(raw, layers, settings, static (layer, inner, token) => layer.AcceptAsync(inner, token), CancellationToken.None);
            await next(connection);
            await connection.Transport.Output.CompleteAsync();
        };
    }

    /// <summary>The layers of an address, innermost first.</summary>
    /// <exception cref="LayerException">The settings cannot be used.</exception>
    static List<IConnectionLayer> Create(Address address, LayerSettings settings)
    {
        var layers = new List<IConnectionLayer>();
        foreach (var name in address.Layers.Reverse())
        {
            layers.Add(name switch
            {
                _ => throw new AddressNotSupportedException(address, $"{name} layers are not built in yet"),
            });
        }

        return layers;
    }

    static async ValueTask<ConnectionContext> PutOnAsync(
        ConnectionContext connection, List<IConnectionLayer> layers, LayerSettings settings,
        Func<IConnectionLayer, ConnectionContext, CancellationToken, ValueTask<ConnectionContext>> handshake, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(settings.HandshakeTimeout, settings.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        foreach (var layer in layers)
        {
            try
            {
                connection = await handshake(layer, connection, limit.Token);
            }
            catch (OperationCanceledException error) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new LayerException(LayerFailure.TimedOut, $"the {layer.Name} handshake did not finish within {Duration.Format(settings.HandshakeTimeout)}", "Does the peer speak it?", error);
            }
        }

        return connection;
    }
}
