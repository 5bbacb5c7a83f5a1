using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>Addresses of stream sockets as the endpoints that engines take, and back.</summary>
public static class AddressEndPoints
{
    /// <summary>What to bind. A listener binds loopback unless its address says otherwise.</summary>
    /// <param name="address">A listening TCP or Unix address; its layers are not looked at, see <see cref="AddressLayers"/>.</param>
    /// <returns>
    /// At least one endpoint; the caller binds every one. No host: 127.0.0.1. <c>localhost</c>: 127.0.0.1 and, where the machine has IPv6, ::1;
    /// with port 0 only 127.0.0.1, since two sockets would get two ports. <c>*</c> and <c>[::]</c>: ::, which takes IPv4 too on a dual-stack socket;
    /// for <c>*</c> 0.0.0.0 where the machine has no IPv6.
    /// </returns>
    /// <exception cref="AddressNotSupportedException">The address does not listen, or is no stream socket.</exception>
    public static IReadOnlyList<EndPoint> ToListenEndPoints(this Address address)
    {
        ThrowIfNotStream(address);
        if (!address.Listens)
        {
            throw new AddressNotSupportedException(address, $"{address} connects; nothing can listen on it");
        }

        return address.Kind == AddressKind.Unix ? [ToUnix(address)] : ToLocalEndPoints(address);
    }

    /// <summary>The end points of a listener that has host and port, whatever its transport.</summary>
    internal static IReadOnlyList<EndPoint> ToLocalEndPoints(Address address)
    {
        var port = PortOf(address);
        return address.Host switch
        {
            null => [new IPEndPoint(IPAddress.Loopback, port)],
            "localhost" when port != 0 && Socket.OSSupportsIPv6 => [new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port)],
            "localhost" => [new IPEndPoint(IPAddress.Loopback, port)],
            "*" => [new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port)],
            var host => [new IPEndPoint(ToLiteral(address, host) ?? throw new AddressNotSupportedException(address, $"{host} is a name; a listener binds an address"), port)],
        };
    }

    /// <summary>What to connect to: an <see cref="IPEndPoint"/> for a literal, a <see cref="DnsEndPoint"/> for a name, a Unix path.</summary>
    /// <param name="address">A connecting TCP or Unix address; its layers are not looked at, see <see cref="AddressLayers"/>.</param>
    /// <exception cref="AddressNotSupportedException">The address listens, goes through a proxy, or is no stream socket.</exception>
    public static EndPoint ToConnectEndPoint(this Address address)
    {
        ThrowIfNotStream(address);
        if (address.Listens)
        {
            throw new AddressNotSupportedException(address, $"{address} listens; nothing can connect with it");
        }

        if (address.FindOption("via") is not null)
        {
            // Whoever takes the end point alone would go past the proxy.
            throw new AddressNotSupportedException(address, $"{address} goes through a proxy, and this connects directly");
        }

        return address.Kind == AddressKind.Unix ? ToUnix(address) : ToRemoteEndPoint(address);
    }

    /// <summary>The other side of an address that has host and port, whatever its transport.</summary>
    internal static EndPoint ToRemoteEndPoint(Address address)
    {
        var host = address.Host ?? throw new AddressNotSupportedException(address, $"{address} has no host to connect to");
        return ToLiteral(address, host) is { } literal ? new IPEndPoint(literal, PortOf(address)) : new DnsEndPoint(host, PortOf(address));
    }

    /// <summary>The listening address of a bound endpoint: port 0 has become the port really lent.</summary>
    /// <param name="endPoint">An IP or Unix endpoint.</param>
    /// <exception cref="ArgumentException">Another kind of endpoint.</exception>
    public static Address ToListenAddress(EndPoint endPoint) => FromEndPoint(endPoint, listens: true);

    /// <summary>The address that connects to an endpoint. A listener on every address is reached on loopback.</summary>
    /// <param name="endPoint">An IP, DNS or Unix endpoint.</param>
    /// <exception cref="ArgumentException">Another kind of endpoint.</exception>
    public static Address ToConnectAddress(EndPoint endPoint) => FromEndPoint(endPoint, listens: false);

    /// <summary>Every address of the machine can reach this listener, not only the machine itself.</summary>
    /// <param name="endPoint">A bound endpoint.</param>
    public static bool IsWiderThanLoopback(EndPoint endPoint) => endPoint is IPEndPoint ip && !IPAddress.IsLoopback(ip.Address);

    static Address FromEndPoint(EndPoint endPoint, bool listens)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint switch
        {
            IPEndPoint ip => new Address { Kind = AddressKind.Tcp, Listens = listens, Host = HostOf(ip.Address, listens), Port = ip.Port },
            DnsEndPoint dns when !listens => new Address { Kind = AddressKind.Tcp, Host = dns.Host, Port = dns.Port },
            UnixDomainSocketEndPoint unix => new Address { Kind = AddressKind.Unix, Listens = listens, Target = UnixPath(unix) },
            _ => throw new ArgumentException($"No stream address stands for a {endPoint.GetType().Name}.", nameof(endPoint)),
        };
    }

    static string HostOf(IPAddress address, bool listens)
    {
        if (!listens && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            return address.AddressFamily == AddressFamily.InterNetwork ? "127.0.0.1" : "::1";
        }

        return address.ToString();
    }

    /// <summary>The path, or '@' and the name: .NET shows the leading zero of an abstract name as '@' too.</summary>
    static string UnixPath(UnixDomainSocketEndPoint endPoint) => endPoint.ToString() is { Length: > 0 } path ? path : "@";

    internal static UnixDomainSocketEndPoint ToUnix(Address address)
    {
        var path = address.Target ?? throw new AddressNotSupportedException(address, "the Unix address has no path");
        if (!path.StartsWith('@'))
        {
            return new UnixDomainSocketEndPoint(path);
        }

        return OperatingSystem.IsLinux()
            ? new UnixDomainSocketEndPoint('\0' + path[1..])
            : throw new AddressNotSupportedException(address, "abstract Unix sockets exist only on Linux");
    }

    /// <summary>The address of a literal, or null for a name. A zone is looked up among this machine's interfaces.</summary>
    internal static IPAddress? ToLiteral(Address address, string host)
    {
        if (!host.Contains(':', StringComparison.Ordinal))
        {
            return HostSyntax.IsIPv4(host) ? IPAddress.Parse(host) : null;
        }

        var percent = host.IndexOf('%', StringComparison.Ordinal);
        var literal = IPAddress.Parse(percent < 0 ? host : host[..percent]);
        if (percent >= 0)
        {
            var zone = host[(percent + 1)..];
            literal.ScopeId = uint.TryParse(zone, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index
                : IPAddress.TryParse(host, out var resolved) && resolved.ScopeId != 0 ? resolved.ScopeId
                : throw new AddressNotSupportedException(address, $"this machine has no interface {zone}", "The part after % names an interface: `ip link` lists them.");
        }

        return literal;
    }

    static int PortOf(Address address) => address.Port ?? throw new AddressNotSupportedException(address, $"{address} has no port");

    static void ThrowIfNotStream(Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Kind == AddressKind.Service)
        {
            throw new AddressNotSupportedException(address, $"{address.Target} is the name of a service; only a running node knows its address");
        }

        if (address.Kind is not (AddressKind.Tcp or AddressKind.Unix))
        {
            throw new AddressNotSupportedException(address, $"{(address.Kind == AddressKind.Standard ? "stdin and stdout" : address)} is no address of a stream socket, and nothing else goes here", "Stream sockets are tcp: and unix:, with or without layers; patch, connect and listen take every kind.");
        }
    }
}
