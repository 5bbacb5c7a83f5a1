using Patchbay.Linux;
using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>The interfaces of this machine; on Linux, of this network namespace. Thread-safe.</summary>
public static class NetworkInterfaces
{
    /// <summary>Every interface with its addresses, groups and counters, by number.</summary>
    /// <exception cref="ObservationException">They cannot be read.</exception>
    public static IReadOnlyList<InterfaceInfo> Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return PortableInterfaces.Read();
        }

        try
        {
            var links = RouteNetlink.Links();
            var names = links.ToDictionary(static link => link.Index, static link => link.Name);
            var addresses = RouteNetlink.Addresses().ToLookup(static address => address.Interface);
            var groups = ProcNetGroups.Read().ToLookup(static membership => membership.Interface, static membership => membership.Group);
            return [.. links.OrderBy(static link => link.Index).Select(link => new InterfaceInfo
            {
                Index = link.Index,
                Name = link.Name,
                Kind = InterfaceWords.Kind(link),
                State = InterfaceWords.State(link.OperationalState),
                Flags = InterfaceWords.Flags(link),
                Mtu = link.Mtu,
                Mac = link.Address.Length == 0 ? null : string.Join(':', link.Address.Select(static one => one.ToString("x2", System.Globalization.CultureInfo.InvariantCulture))),
                Master = link.Master == 0 ? null : names.GetValueOrDefault(link.Master),
                Addresses = [.. addresses[link.Index].Select(Address)],
                Groups = [.. groups[link.Index]],
                Counters = link.Counters,
            })];
        }
        catch (NetlinkException error)
        {
            throw ObservationException.From(error);
        }
    }

    static InterfaceAddress Address(InterfaceAddressRow row) => new(
        row.Address, row.PrefixLength, InterfaceWords.Scope(row.Scope), InterfaceWords.Flags(row), row.Peer, row.Broadcast,
        row.ValidSeconds == uint.MaxValue ? null : TimeSpan.FromSeconds(row.ValidSeconds));
}
