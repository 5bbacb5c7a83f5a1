using System.Net;
using Patchbay.Linux.Netlink;

namespace Patchbay.Probing;

/// <summary>The addresses of this machine, as they were when it was asked: of the network namespace of the calling thread.</summary>
/// <param name="own">Its own addresses.</param>
/// <param name="broadcasts">The broadcast addresses of its links.</param>
public sealed class MachineAddresses(IReadOnlySet<IPAddress> own, IReadOnlySet<IPAddress> broadcasts)
{
    /// <summary>The broadcast addresses of its links.</summary>
    public IReadOnlySet<IPAddress> Broadcasts => broadcasts;

    /// <summary>Whether an address is this machine's own. The scope plays no part.</summary>
    public bool Has(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return IPAddress.IsLoopback(address) || own.Contains(WithoutScope(address));
    }

    /// <summary>Asks the kernel; knows of loopback alone where that fails or on other systems.</summary>
    public static MachineAddresses Read()
    {
        try
        {
            var rows = OperatingSystem.IsLinux() ? RouteNetlink.Addresses() : [];
            return new MachineAddresses(
                rows.Select(static row => WithoutScope(row.Address)).ToHashSet(),
                rows.Where(static row => row.Broadcast is not null && row.PrefixLength < 31).Select(static row => row.Broadcast!).ToHashSet());
        }
        catch (NetlinkException)
        {
            return new MachineAddresses(new HashSet<IPAddress>(), new HashSet<IPAddress>());
        }
    }

    static IPAddress WithoutScope(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
}
