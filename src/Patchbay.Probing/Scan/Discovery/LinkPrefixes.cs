using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>The IPv4 networks on Ethernets of this machine, where ARP finds hosts.</summary>
sealed class LinkPrefixes
{
    const int Ethernet = 1;
    const uint IFF_UP = 1;
    const uint IFF_NOARP = 0x80;

    readonly List<LinkPrefix> _prefixes = [];

    /// <summary>Those of the network namespace of the calling thread.</summary>
    public LinkPrefixes()
    {
        try
        {
            var links = RouteNetlink.Links().ToDictionary(static link => link.Index);
            foreach (var row in RouteNetlink.Addresses())
            {
                if (row.Address.AddressFamily == AddressFamily.InterNetwork && row.Peer is null && links.TryGetValue(row.Interface, out var link)
                    && link.HardwareType == Ethernet && (link.Flags & (IFF_UP | IFF_NOARP)) == IFF_UP && link.Address.Length == MacAddress.Size)
                {
                    var mask = row.PrefixLength == 0 ? 0 : uint.MaxValue << (32 - row.PrefixLength);
                    _prefixes.Add(new LinkPrefix(row.Interface, MacAddress.Read(link.Address), row.Address, Number(row.Address) & mask, mask));
                }
            }
        }
        catch (NetlinkException)
        {
            // Then nothing is known to be on a link, and hosts are asked as if they were far.
        }
    }

    /// <summary>The network that a host is on, when packets for it go there without a router; null otherwise.</summary>
    public LinkPrefix? Find(IPAddress host)
    {
        if (host.AddressFamily != AddressFamily.InterNetwork)
        {
            return null;
        }

        var number = Number(host);
        foreach (var prefix in _prefixes)
        {
            if ((number & prefix.Mask) == prefix.Network)
            {
                return IsDirect(host, prefix.Interface) ? prefix : null;
            }
        }

        return null;
    }

    static bool IsDirect(IPAddress host, int link)
    {
        try
        {
            return RouteNetlink.RouteTo(host) is { Gateway: null } route && route.Interface == link;
        }
        catch (NetlinkException)
        {
            return false;
        }
    }

    static uint Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
