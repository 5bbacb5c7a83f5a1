using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>Opens listeners by address, and says in words why one does not open. Every verb and service that listens comes through here.</summary>
public static class Listening
{
    /// <summary>Binds a listening address of kind TCP or Unix.</summary>
    /// <param name="engine">Where the sockets come from.</param>
    /// <param name="address">An address that listens.</param>
    /// <param name="cancellationToken">Gives up binding.</param>
    /// <returns>A listener for each end point of the address: two for <c>localhost</c> where there is IPv6, else one. On failure nothing stays bound.</returns>
    /// <exception cref="BindException">The address is taken (names the holder), forbidden, or none of this machine's.</exception>
    /// <exception cref="AddressNotSupportedException">The address is no stream that listens.</exception>
    public static async ValueTask<IReadOnlyList<BoundListener>> BindAsync(ISocketEngine engine, Address address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return await AllOrNone.OpenAsync(address.ToListenEndPoints(), async ValueTask<IReadOnlyList<BoundListener>> (endPoint) => [await BindAsync(engine, address, endPoint, cancellationToken)]);
    }

    /// <summary>Binds a listening address of datagrams for a service that answers them.</summary>
    /// <param name="engine">Where the sockets come from.</param>
    /// <param name="address">An address that listens, of kind UDP or Unix datagram.</param>
    /// <param name="cancellationToken">Gives up binding.</param>
    /// <returns>A socket for each end point of the address, as for streams. On failure nothing stays bound.</returns>
    /// <exception cref="BindException">As for streams; and a group or broadcast address, which is asked by many at once and must not answer.</exception>
    /// <exception cref="AddressNotSupportedException">The address is none of datagrams that listens.</exception>
    /// <exception cref="ConfigurationException">The address has an option that means nothing here.</exception>
    public static async ValueTask<IReadOnlyList<BoundDatagrams>> BindDatagramsAsync(ISocketEngine engine, Address address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(address);
        if (address.FindOption("idle") is not null)
        {
            throw new ConfigurationException($"{address}: idle has no meaning where each datagram is answered by itself", "Leave the option out: there is no connection that could be idle.");
        }

        if (!address.Listens)
        {
            throw new AddressNotSupportedException(address, $"{address} connects; nothing can listen on it");
        }

        return await AllOrNone.OpenAsync(address.ToDatagramOptions().Select(static options => options.Local!), async ValueTask<IReadOnlyList<BoundDatagrams>> (endPoint) => [await BindDatagramsAsync(engine, address, endPoint, cancellationToken)]);
    }

    static async ValueTask<BoundListener> BindAsync(ISocketEngine engine, Address address, EndPoint endPoint, CancellationToken cancellationToken)
    {
        var listener = await BindErrors.InWordsAsync(address, endPoint, () => engine.BindAsync(endPoint, cancellationToken));
        SetMode(address);
        return new BoundListener(listener, AddressEndPoints.ToListenAddress(listener.EndPoint) with { Layers = address.Layers, Options = address.Options });
    }

    static async ValueTask<BoundDatagrams> BindDatagramsAsync(ISocketEngine engine, Address address, EndPoint endPoint, CancellationToken cancellationToken)
    {
        if (!DatagramHost.CanAnswerAt(endPoint))
        {
            throw new BindException(address, $"{BindErrors.Name(address, endPoint)} is a group or broadcast address: what is sent there asks many hosts at once, and none may answer (RFC 1122)", "Listen on an address of one host, for example 127.0.0.1.", BindFailure.NotAvailable);
        }

        var socket = await BindErrors.InWordsAsync(address, endPoint, () => engine.OpenDatagramAsync(DatagramHost.SocketOptions(endPoint), cancellationToken));
        SetMode(address);
        return new BoundDatagrams(socket, AddressEndPoints.ToListenAddress(socket.LocalEndPoint) with { Kind = address.Kind, Options = address.Options });
    }

    /// <summary>Gives a Unix socket's file the mode that its address asks for.</summary>
    internal static void SetMode(Address address)
    {
        if (address.FindOption("mode")?.Value is { } mode && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(address.Target!, (UnixFileMode)Convert.ToInt32(mode, 8));
        }
    }
}
