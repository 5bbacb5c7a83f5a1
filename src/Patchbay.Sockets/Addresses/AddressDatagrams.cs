using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>
/// Addresses of datagram sockets as the options an engine takes: <c>udp:</c>, <c>udp-listen:</c>, <c>multicast:</c>, <c>unixgram:</c>, <c>unixgram-listen:</c>.
/// </summary>
public static class AddressDatagrams
{
    /// <summary>True for the kinds this class reads.</summary>
    /// <param name="address">Any address.</param>
    public static bool IsDatagram(this Address address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Kind is AddressKind.Udp or AddressKind.Multicast or AddressKind.UnixDatagram;
    }

    /// <summary>How to open the sockets of an address; one for each of its end points.</summary>
    /// <param name="address">A datagram address.</param>
    /// <param name="resolved">What the address's host name means; not needed where the host is a literal.</param>
    /// <returns>
    /// Several only for <c>udp-listen:localhost:PORT</c>, which is 127.0.0.1 and ::1. <c>udp:</c> and <c>unixgram:</c> are connected to their peer;
    /// <c>udp:…,broadcast</c> and <c>multicast:</c> are not, because who answers a broadcast or a group does it from an address of its own: see <see cref="ToDatagramPeer"/>.
    /// </returns>
    /// <exception cref="AddressNotSupportedException">The address is none of datagrams, names an interface that is not there, or has a name and no <paramref name="resolved"/>.</exception>
    public static IReadOnlyList<DatagramOptions> ToDatagramOptions(this Address address, IPAddress? resolved = null)
    {
        ThrowIfNotDatagram(address);
        if (address.Kind == AddressKind.UnixDatagram)
        {
            var end = AddressEndPoints.ToUnix(address);
            return [address.Listens ? new DatagramOptions { Local = end } : new DatagramOptions { Remote = end }];
        }

        var broadcast = address.FindOption("broadcast") is not null;
        if (address.Listens)
        {
            return [.. AddressEndPoints.ToLocalEndPoints(address).Select(local => new DatagramOptions { Local = local, Broadcast = broadcast })];
        }

        var remote = ToPeer(address, resolved);
        if (address.Kind == AddressKind.Multicast)
        {
            return [new DatagramOptions { Local = AnyOf(remote, remote.Port), ReuseAddress = true, Multicast = ToMulticastOptions(address) }];
        }

        return [broadcast ? new DatagramOptions { Local = AnyOf(remote, 0), Broadcast = true } : new DatagramOptions { Remote = remote }];
    }

    /// <summary>The peer that each datagram sent through an unconnected socket of this address is for: the group, or the broadcast address. Else null.</summary>
    /// <param name="address">A datagram address.</param>
    /// <param name="resolved">What the address's host name means; not needed where the host is a literal.</param>
    /// <exception cref="AddressNotSupportedException">The address is none of datagrams, or has a name and no <paramref name="resolved"/>.</exception>
    public static IPEndPoint? ToDatagramPeer(this Address address, IPAddress? resolved = null)
    {
        ThrowIfNotDatagram(address);
        var isUnconnected = address.Kind == AddressKind.Multicast || (!address.Listens && address.FindOption("broadcast") is not null);
        return isUnconnected ? ToPeer(address, resolved) : null;
    }

    /// <summary>The group that <c>multicast:</c> joins; null for other addresses.</summary>
    /// <param name="address">A datagram address.</param>
    /// <exception cref="AddressNotSupportedException">The address is none of datagrams, its interface is not there, or its source is of another IP version than its group.</exception>
    public static MulticastMembership? ToMembership(this Address address)
    {
        ThrowIfNotDatagram(address);
        if (address.Kind != AddressKind.Multicast)
        {
            return null;
        }

        var group = ToPeer(address, null).Address;
        var source = address.FindOption("source") is { Value: { } text } ? IPAddress.Parse(text) : null;
        if (source is not null && source.AddressFamily != group.AddressFamily)
        {
            throw new AddressNotSupportedException(address, $"the source {source} cannot send to {group}: one is IPv4, the other IPv6");
        }

        return new MulticastMembership(group, InterfaceOf(address), source);
    }

    /// <summary>Resolves the host, opens the socket and joins the group.</summary>
    /// <param name="engine">Where the socket comes from.</param>
    /// <param name="address">A datagram address. Of <c>udp-listen:localhost:PORT</c> the first end point, 127.0.0.1: <see cref="ListenAsync"/> opens both.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectException">The name was not resolved, or there is no way to the peer.</exception>
    /// <exception cref="AddressNotSupportedException">As for <see cref="ToDatagramOptions"/>.</exception>
    /// <exception cref="DatagramException">The group cannot be joined.</exception>
    /// <exception cref="Microsoft.AspNetCore.Connections.AddressInUseException">The local address is taken.</exception>
    /// <exception cref="SocketException">The kernel refused otherwise.</exception>
    public static async ValueTask<DatagramSocket> OpenAsync(ISocketEngine engine, Address address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var resolved = await ResolveAsync(address, cancellationToken);
        return await OpenAsync(engine, address, address.ToDatagramOptions(resolved)[0], cancellationToken);
    }

    /// <summary>Opens every socket of a listening address. On failure nothing stays open.</summary>
    /// <param name="engine">Where the sockets come from.</param>
    /// <param name="address">A datagram address that listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AddressNotSupportedException">As for <see cref="ToDatagramOptions"/>.</exception>
    /// <exception cref="Microsoft.AspNetCore.Connections.AddressInUseException">The local address is taken.</exception>
    /// <exception cref="SocketException">The kernel refused otherwise.</exception>
    public static async ValueTask<IReadOnlyList<DatagramSocket>> ListenAsync(ISocketEngine engine, Address address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var sockets = new List<DatagramSocket>();
        try
        {
            foreach (var options in address.ToDatagramOptions())
            {
                sockets.Add(await OpenAsync(engine, address, options, cancellationToken));
            }

            return sockets;
        }
        catch
        {
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>The address of the peer's host where that is a name; null for a literal and for addresses without a host.</summary>
    /// <param name="address">A datagram address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectException">The name was not resolved.</exception>
    public static async ValueTask<IPAddress?> ResolveAsync(Address address, CancellationToken cancellationToken = default)
    {
        ThrowIfNotDatagram(address);
        if (address.Listens || address.Kind != AddressKind.Udp || AddressEndPoints.ToRemoteEndPoint(address) is not DnsEndPoint name)
        {
            return null;
        }

        var start = Stopwatch.GetTimestamp();
        try
        {
            // There is no handshake to race for: the resolver's first choice (RFC 6724) is it.
            return (await NameResolver.ResolveAsync(name.Host, AddressFamily.Unspecified, cancellationToken))[0];
        }
        catch (SocketException error)
        {
            throw ConnectFailure.From(name, error, Stopwatch.GetElapsedTime(start));
        }
    }

    static async ValueTask<DatagramSocket> OpenAsync(ISocketEngine engine, Address address, DatagramOptions options, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        DatagramSocket socket;
        try
        {
            socket = await engine.OpenDatagramAsync(options, cancellationToken);
        }
        catch (SocketException error) when (options.Remote is { } remote)
        {
            throw ConnectFailure.From(remote, error, Stopwatch.GetElapsedTime(start));
        }

        try
        {
            if (address.ToMembership() is { } membership)
            {
                socket.Join(membership);
            }

            if (address.FindOption("mode")?.Value is { } mode && !address.Target!.StartsWith('@') && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(address.Target, (UnixFileMode)Convert.ToInt32(mode, 8));
            }

            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    static IPEndPoint ToPeer(Address address, IPAddress? resolved) => AddressEndPoints.ToRemoteEndPoint(address) switch
    {
        IPEndPoint literal => literal,
        DnsEndPoint name when resolved is not null => new IPEndPoint(resolved, name.Port),
        var name => throw new AddressNotSupportedException(address, $"{((DnsEndPoint)name).Host} is a name and was not resolved"),
    };

    static IPEndPoint AnyOf(IPEndPoint remote, int port) => new(remote.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port);

    static MulticastOptions ToMulticastOptions(Address address)
    {
        var options = new MulticastOptions { InterfaceIndex = InterfaceOf(address), Loopback = address.FindOption("loop")?.Value != "no" };
        return address.FindOption("ttl") is { Value: { } ttl } ? options with { TimeToLive = int.Parse(ttl, CultureInfo.InvariantCulture) } : options;
    }

    static int? InterfaceOf(Address address) =>
        address.FindOption("iface") is not { Value: { } name } ? null
        : InterfaceIndex.TryFind(name, out var index) ? index
        : throw new AddressNotSupportedException(address, $"this machine has no interface {name}", "iface= names one: `ip link` lists them.");

    static void ThrowIfNotDatagram(Address address)
    {
        if (!address.IsDatagram())
        {
            throw new AddressNotSupportedException(address, $"{address} is no address of datagrams");
        }
    }
}
