using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>Between addresses of the grammar and the end points that engines take, for stream sockets: TCP and Unix.</summary>
public static class StreamEndPoints
{
    /// <summary>What an engine connects to. Names stay names: the engine resolves them (Happy Eyeballs).</summary>
    /// <exception cref="AddressNotSupportedException">The address is no plain stream.</exception>
    public static EndPoint ForConnect(Address address)
    {
        RequirePlainStream(address);
        if (address.Kind == AddressKind.Unix)
        {
            return Unix(address);
        }

        var (host, port) = (address.Host ?? "127.0.0.1", address.Port ?? 0);
        if (port == 0)
        {
            throw new AddressNotSupportedException(address, "Port 0 cannot be connected to.", "It means \"any free port\" when listening; to connect, name the port that was chosen.");
        }

        return IPAddress.TryParse(host, out var literal) ? new IPEndPoint(literal, port) : new DnsEndPoint(host, port);
    }

    /// <summary>What an engine binds: loopback when the address names only a port, every address of the machine (both families where it can) for <c>*</c>.</summary>
    /// <exception cref="AddressNotSupportedException">The address is no plain stream that listens.</exception>
    /// <exception cref="BindException">The name has no address.</exception>
    public static async ValueTask<EndPoint> ForListenAsync(Address address, CancellationToken cancellationToken)
    {
        RequirePlainStream(address);
        if (address.Kind == AddressKind.Unix)
        {
            return Unix(address);
        }

        var port = address.Port ?? 0;
        return address.Host switch
        {
            null or "localhost" => new IPEndPoint(IPAddress.Loopback, port),
            "*" => new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port),
            var host when IPAddress.TryParse(host, out var literal) => new IPEndPoint(literal, port),
            var host => new IPEndPoint(await ResolveAsync(address, host, cancellationToken), port),
        };
    }

    /// <summary>The address of a bound end point, as listening address.</summary>
    /// <param name="endPoint">What the listener reports.</param>
    /// <param name="asked">What was asked for: its options and its <c>*</c> are kept.</param>
    public static Address Bound(EndPoint endPoint, Address asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return endPoint is IPEndPoint ip
            ? asked with { Host = asked.Host == "*" ? "*" : ip.Address.ToString(), Port = ip.Port }
            : asked;
    }

    /// <summary>The address by which a client of this machine reaches a listener.</summary>
    public static Address Reach(Address bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        var host = bound.Host switch
        {
            "*" or "0.0.0.0" => "127.0.0.1",
            "::" => "::1",
            var other => other,
        };
        return bound with { Listens = false, Host = host, Options = [] };
    }

    /// <summary>Others than this machine can reach the address.</summary>
    public static bool IsExposed(Address bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        return bound.Kind == AddressKind.Tcp && (!IPAddress.TryParse(bound.Host, out var literal) || !IPAddress.IsLoopback(literal));
    }

    static UnixDomainSocketEndPoint Unix(Address address)
    {
        var path = address.Target!;
        try
        {
            // A leading zero byte is the abstract namespace (unix(7)).
            return new UnixDomainSocketEndPoint(path.StartsWith('@') ? "\0" + path[1..] : path);
        }
        catch (ArgumentException error)
        {
            throw new AddressNotSupportedException(address, $"The path '{path}' is too long for a Unix socket: {error.Message}", "unix(7) allows 107 bytes; use a shorter path.");
        }
    }

    static async ValueTask<IPAddress> ResolveAsync(Address address, string host, CancellationToken cancellationToken)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellationToken))[0];
        }
        catch (Exception error) when (error is SocketException or IndexOutOfRangeException)
        {
            throw new BindException(address, $"the name {host} has no address", "Listen on an address of this machine; * means all of them.", BindFailure.NotAvailable, inner: error);
        }
    }

    static void RequirePlainStream(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Layers.Count > 0)
        {
            throw new AddressNotSupportedException(address, $"The layer {address.Layers[0]} is not built yet.", "Streams of today: tcp:HOST:PORT and unix:PATH.");
        }

        if (address.Kind is not (AddressKind.Tcp or AddressKind.Unix))
        {
            throw new AddressNotSupportedException(address, $"'{address}' is no stream socket, or one that is not built yet.", "Streams of today: tcp:HOST:PORT and unix:PATH.");
        }
    }
}
