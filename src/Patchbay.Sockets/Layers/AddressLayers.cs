using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>The layers of an address, put on its connections. Thread-safe.</summary>
public static class AddressLayers
{
    /// <summary>Makes the layers of an address ready for its connections: reads the certificates. Do it once, before the first connection.</summary>
    /// <param name="address">An address of a stream.</param>
    /// <param name="settings">What layers need besides.</param>
    /// <exception cref="LayerException">The settings cannot be used: an unreadable certificate.</exception>
    public static LayerStack Open(Address address, LayerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(settings);
        return new LayerStack(Create(address, settings), settings);
    }

    /// <summary>Connects to a stream address with everything it says: its proxy, its PROXY header, its layers from the inside out.</summary>
    /// <param name="engine">Where the socket comes from.</param>
    /// <param name="address">A connecting address of kind TCP or Unix.</param>
    /// <param name="settings">What layers need besides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectException">The connection was not made.</exception>
    /// <exception cref="LayerException">A layer could not be put on it.</exception>
    /// <exception cref="AddressNotSupportedException">The address is no stream that connects.</exception>
    public static ValueTask<ConnectionContext> ConnectAsync(ISocketEngine engine, Address address, LayerSettings settings, CancellationToken cancellationToken = default) =>
        ConnectAsync(engine, address, Open(address, settings), onBehalfOf: null, cancellationToken);

    /// <summary><see cref="ConnectAsync(ISocketEngine, Address, LayerSettings, CancellationToken)"/> with layers that are ready: for many connections to one address.</summary>
    /// <param name="engine">Where the socket comes from.</param>
    /// <param name="address">A connecting address of kind TCP or Unix.</param>
    /// <param name="layers">The layers of <paramref name="address"/>.</param>
    /// <param name="onBehalfOf">The connection whose bytes will be passed on; <c>proxy-protocol</c> tells the peer its ends. Null: our own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<ConnectionContext> ConnectAsync(
        ISocketEngine engine, Address address, LayerStack layers, ConnectionEnds? onBehalfOf, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(layers);
        var connection = await ConnectSocketAsync(engine, address, layers.Settings, cancellationToken);
        connection.Features.Set(onBehalfOf);
        return await layers.ConnectAsync(connection, cancellationToken);
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
        var layers = Open(address, settings);
        return layers.IsEmpty ? next : layers.Serve(next);
    }

    static ValueTask<ConnectionContext> ConnectSocketAsync(ISocketEngine engine, Address address, LayerSettings settings, CancellationToken cancellationToken) =>
        address.FindOption("via")?.Value is { } via && ProxyAddress.TryParseChain(via, out var chain)
            ? new ProxyConnector(engine, settings).ConnectAsync(chain, address.Host!, address.Port!.Value, cancellationToken)
            : engine.ConnectAsync(address.ToConnectEndPoint(), cancellationToken);

    /// <summary>The layers of an address, innermost first.</summary>
    /// <exception cref="LayerException">The settings cannot be used.</exception>
    static List<IConnectionLayer> Create(Address address, LayerSettings settings)
    {
        var layers = new List<IConnectionLayer>();
        if (ProxyProtocolLayer.Open(address) is { } proxyProtocol)
        {
            layers.Add(proxyProtocol);
        }

        foreach (var name in address.Layers.Reverse())
        {
            layers.Add(name switch
            {
                TlsLayer.Word => TlsAddress.Open(address, settings),
                "ws" => new WebSocketLayer(WebSocketOptions.Read(address), settings.TimeProvider),
                _ => throw new AddressNotSupportedException(address, $"there is no layer {name}"),
            });
        }

        return layers;
    }
}
