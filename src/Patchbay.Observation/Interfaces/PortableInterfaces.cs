using System.Net.NetworkInformation;
using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>Interfaces as the framework shows them on every system. Scopes follow from the addresses; flags are few.</summary>
static class PortableInterfaces
{
    public static IReadOnlyList<InterfaceInfo> Read() => [.. NetworkInterface.GetAllNetworkInterfaces().Select(Read).OrderBy(static one => one.Index)];

    static InterfaceInfo Read(NetworkInterface one)
    {
        var properties = one.GetIPProperties();
        var (index, mtu) = Numbers(properties);
        var mac = one.GetPhysicalAddress().GetAddressBytes();
        return new InterfaceInfo
        {
            Index = index,
            Name = one.Name,
            Kind = one.NetworkInterfaceType.ToString().ToLowerInvariant(),
            State = one.OperationalStatus.ToString().ToUpperInvariant(),
            Flags = [.. new[] { one.OperationalStatus == OperationalStatus.Up ? "UP" : null, one.NetworkInterfaceType == NetworkInterfaceType.Loopback ? "LOOPBACK" : null, one.SupportsMulticast ? "MULTICAST" : null }.OfType<string>()],
            Mtu = mtu,
            Mac = mac.Length == 0 ? null : string.Join(':', mac.Select(static part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))),
            Addresses = [.. properties.UnicastAddresses.Select(static address => new InterfaceAddress(
                address.Address, address.PrefixLength, Scope(HostAddress.From(address.Address), address.Address.IsIPv6LinkLocal), [], null, null, null))],
            Groups = [.. properties.MulticastAddresses.Select(static group => group.Address)],
            Counters = Counters(one),
        };
    }

    static (int Index, int Mtu) Numbers(IPInterfaceProperties properties)
    {
        try
        {
            return properties.GetIPv4Properties() is { } v4 ? (v4.Index, v4.Mtu) : (-1, 0);
        }
        catch (NetworkInformationException)
        {
            return properties.GetIPv6Properties() is { } v6 ? (v6.Index, v6.Mtu) : (-1, 0);
        }
    }

    static LinkCounters Counters(NetworkInterface one)
    {
        var counted = one.GetIPStatistics();
        return new(
            (ulong)counted.UnicastPacketsReceived, (ulong)counted.UnicastPacketsSent, (ulong)counted.BytesReceived, (ulong)counted.BytesSent,
            (ulong)counted.IncomingPacketsWithErrors, (ulong)counted.OutgoingPacketsWithErrors, (ulong)counted.IncomingPacketsDiscarded, 0, (ulong)counted.NonUnicastPacketsReceived, 0);
    }

    static string Scope(HostAddress address, bool isLinkLocal) => address.IsLoopback ? "host" : isLinkLocal ? "link" : "global";
}
