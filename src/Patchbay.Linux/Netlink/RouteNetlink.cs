using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>Asks the kernel for interfaces, addresses and routes (rtnetlink(7)): those of the network namespace of the calling thread. Needs no rights. Linux only.</summary>
public static class RouteNetlink
{
    const ushort RTM_NEWLINK = 16;
    const ushort RTM_GETLINK = 18;
    const ushort RTM_NEWADDR = 20;
    const ushort RTM_GETADDR = 22;
    const ushort RTM_NEWROUTE = 24;
    const ushort RTM_GETROUTE = 26;

    // struct ifinfomsg, ifaddrmsg, rtmsg.
    const int LinkHeader = 16;
    const int AddressHeader = 8;
    const int RouteHeader = 12;

    // The ten numbers of LinkCounters.
    const int CountersSize = 10 * sizeof(ulong);

    // A table that changed while it was read is read again, and taken as it is when it never keeps still; ip(8) only warns.
    const int MostReadings = 5;

    /// <summary>Every interface.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<LinkRow> Links() =>
        ReadAll(() => new("list the interfaces", RTM_GETLINK, NetlinkRequest.Dump), LinkHeader, static reply => reply.Type == RTM_NEWLINK && reply.Row.Length >= LinkHeader ? ReadLink(reply.Row) : null);

    /// <summary>Every address of every interface.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static IReadOnlyList<InterfaceAddressRow> Addresses() =>
        ReadAll(() => new("list the addresses", RTM_GETADDR, NetlinkRequest.Dump), AddressHeader, static reply => reply.Type == RTM_NEWADDR && reply.Row.Length >= AddressHeader ? ReadAddress(reply.Row) : null);

    static List<T> ReadAll<T>(Func<NetlinkRequest> request, int header, Func<NetlinkReply, T?> read) where T : class
    {
        for (var reading = 1; ; reading++)
        {
            var rows = new List<T>();
            using var reply = new NetlinkReply(NetlinkProtocol.Route, request().Add(new byte[header]));
            while (reply.MoveNext())
            {
                if (read(reply) is { } row)
                {
                    rows.Add(row);
                }
            }

            if (!reply.WasDisturbed || reading == MostReadings)
            {
                return rows;
            }
        }
    }

    /// <summary>The route that a packet to <paramref name="destination"/> would take now.</summary>
    /// <exception cref="NetlinkException">There is none (ENETUNREACH), or a rule forbids it (EACCES, EHOSTUNREACH, EINVAL for a blackhole).</exception>
    public static RouteRow RouteTo(IPAddress destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var bytes = destination.GetAddressBytes();
        var family = destination.AddressFamily == AddressFamily.InterNetwork ? InetDiagQuery.IPv4 : InetDiagQuery.IPv6;
        var request = new NetlinkRequest("find a route", RTM_GETROUTE, NetlinkRequest.One).Add([family, (byte)(bytes.Length * 8)]).Add(new byte[RouteHeader - 2]).AddAttribute(1, bytes);
        if (destination is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: > 0 and var scope })
        {
            // A link-local destination is on the link that it names.
            var index = (uint)scope;
            request.AddAttribute(4, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)));
        }

        using var reply = new NetlinkReply(NetlinkProtocol.Route, request);
        while (reply.MoveNext())
        {
            if (reply.Type == RTM_NEWROUTE && reply.Row.Length >= RouteHeader)
            {
                return ReadRoute(reply.Row);
            }
        }

        throw new NetlinkException(request.Operation, Errno.EPROTO);
    }

    static LinkRow ReadLink(ReadOnlySpan<byte> row)
    {
        var (name, operational, mtu, address, kind, master, counters) = ("", 0, 0, Array.Empty<byte>(), (string?)null, 0, default(LinkCounters));
        var attributes = new NetlinkAttributes(row[LinkHeader..]);
        while (attributes.MoveNext())
        {
            // IFLA_*.
            switch (attributes.Type)
            {
                case 1:
                    address = attributes.Value.ToArray();
                    break;
                case 3:
                    name = attributes.Text;
                    break;
                case 4:
                    mtu = (int)attributes.Number;
                    break;
                case 10:
                    master = (int)attributes.Number;
                    break;
                case 16 when attributes.Value.Length > 0:
                    operational = attributes.Value[0];
                    break;
                case 18:
                    kind = Nested(attributes.Value, 1);
                    break;
                case 23 when attributes.Value.Length >= CountersSize:
                    counters = MemoryMarshal.Read<LinkCounters>(attributes.Value);
                    break;
            }
        }

        return new LinkRow
        {
            Index = MemoryMarshal.Read<int>(row[4..]),
            Name = name,
            HardwareType = MemoryMarshal.Read<ushort>(row[2..]),
            Flags = MemoryMarshal.Read<uint>(row[8..]),
            OperationalState = operational,
            Mtu = mtu,
            Address = address,
            Kind = kind,
            Master = master,
            Counters = counters,
        };
    }

    static InterfaceAddressRow? ReadAddress(ReadOnlySpan<byte> row)
    {
        IPAddress? address = null, local = null, broadcast = null;
        string? label = null;
        uint flags = row[2], preferred = uint.MaxValue, valid = uint.MaxValue;
        var attributes = new NetlinkAttributes(row[AddressHeader..]);
        while (attributes.MoveNext())
        {
            // IFA_*.
            switch (attributes.Type)
            {
                case 1:
                    address = Address(attributes.Value);
                    break;
                case 2:
                    local = Address(attributes.Value);
                    break;
                case 3:
                    label = attributes.Text;
                    break;
                case 4:
                    broadcast = Address(attributes.Value);
                    break;
                case 6 when attributes.Value.Length >= 8:
                    preferred = attributes.Number;
                    valid = MemoryMarshal.Read<uint>(attributes.Value[4..]);
                    break;
                case 8:
                    flags = attributes.Number;
                    break;
            }
        }

        // On a point-to-point link IFA_ADDRESS is the peer's and IFA_LOCAL ours; else they are equal, and IPv6 sends the first only.
        return (local ?? address) is not { } own ? null
            : new(MemoryMarshal.Read<int>(row[4..]), own, row[1], row[3], flags, address is not null && !address.Equals(own) ? address : null, broadcast, label, valid, preferred);
    }

    static RouteRow ReadRoute(ReadOnlySpan<byte> row)
    {
        IPAddress? gateway = null, source = null;
        var (output, table, mtu) = (0, (uint)row[4], 0);
        var attributes = new NetlinkAttributes(row[RouteHeader..]);
        while (attributes.MoveNext())
        {
            // RTA_*.
            switch (attributes.Type)
            {
                case 4:
                    output = (int)attributes.Number;
                    break;
                case 5:
                    gateway = Address(attributes.Value);
                    break;
                case 7:
                    source = Address(attributes.Value);
                    break;
                case 8:
                    mtu = Metric(attributes.Value, 2);
                    break;
                case 15:
                    table = attributes.Number;
                    break;
                case 18 when attributes.Value.Length > 2:
                    // RTA_VIA: a gateway of the other family, behind two bytes of family.
                    gateway = Address(attributes.Value[2..]);
                    break;
            }
        }

        return new RouteRow(row[7], output, gateway, source, table, mtu);
    }

    static IPAddress? Address(ReadOnlySpan<byte> bytes) => bytes.Length is 4 or 16 ? new IPAddress(bytes) : null;

    static string? Nested(ReadOnlySpan<byte> bytes, int type)
    {
        var attributes = new NetlinkAttributes(bytes);
        while (attributes.MoveNext())
        {
            if (attributes.Type == type)
            {
                return attributes.Text;
            }
        }

        return null;
    }

    static int Metric(ReadOnlySpan<byte> bytes, int type)
    {
        var attributes = new NetlinkAttributes(bytes);
        while (attributes.MoveNext())
        {
            if (attributes.Type == type)
            {
                return (int)attributes.Number;
            }
        }

        return 0;
    }
}
