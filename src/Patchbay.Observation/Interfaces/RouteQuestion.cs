using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;
using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>Which way packets would go. Nothing is sent. Thread-safe.</summary>
public static class RouteQuestion
{
    // Any port will do: connecting a datagram socket chooses a source and sends nothing.
    const int Discard = 9;

    /// <summary>Asks the routing table for one address.</summary>
    /// <exception cref="ObservationException">The system cannot tell.</exception>
    public static RouteAnswer Ask(IPAddress destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!OperatingSystem.IsLinux())
        {
            return AskPortably(destination);
        }

        try
        {
            var route = RouteNetlink.RouteTo(destination);
            // IPv6 does not always say the source: the socket does.
            var source = route.Source ?? SourceOf(destination);
            return new(destination, route.Interface == 0 ? null : InterfaceName.Of((uint)route.Interface), route.Gateway, source, TypeOf(route.Type), route.Mtu);
        }
        catch (NetlinkException error) when (error.Errno is Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EINVAL)
        {
            return new(destination, null, null, null, "unreachable", 0);
        }
        catch (NetlinkException error) when (error.Errno == Errno.EACCES)
        {
            return new(destination, null, null, null, "prohibited", 0);
        }
        catch (NetlinkException error)
        {
            throw ObservationException.From(error);
        }
    }

    static RouteAnswer AskPortably(IPAddress destination) =>
        SourceOf(destination) is { } source ? new(destination, null, null, source, "unicast", 0) : new(destination, null, null, null, "unreachable", 0);

    static IPAddress? SourceOf(IPAddress destination)
    {
        try
        {
            using var socket = new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(destination, Discard);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // RTN_* of rtnetlink(7).
    static string TypeOf(int type) => type switch
    {
        1 => "unicast",
        2 => "local",
        3 => "broadcast",
        4 => "anycast",
        5 => "multicast",
        6 or 7 => "unreachable",
        8 => "prohibited",
        _ => FormattableString.Invariant($"type {type}"),
    };
}
