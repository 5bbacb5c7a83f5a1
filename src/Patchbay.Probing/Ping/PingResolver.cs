using System.Net;
using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Finds the address that a target is pinged at. Thread-safe.</summary>
public static class PingResolver
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>The first address in the system's order of preference (RFC 6724); localhost is 127.0.0.1 unless IPv6 is asked for.</summary>
    /// <param name="target">Whom.</param>
    /// <param name="family">One family only; null for either.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ScanException">The name has no address, or no single host has the address.</exception>
    public static async Task<PingHost> ResolveAsync(PingTarget target, AddressFamily? family, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(target);
        var which = family switch { AddressFamily.InterNetwork => "IPv4 address", AddressFamily.InterNetworkV6 => "IPv6 address", _ => "address" };
        if (!IPAddress.TryParse(target.Host, out var address))
        {
            address = await FindAsync(target.Host, family, stop)
                ?? throw new ScanException($"the name '{target.Host}' was not resolved to an {which}", ScanFailure.NameNotResolved, $"`patchbay why {target.Host}:80` shows which server was asked and what it said.");
        }
        else if (family is not null && address.AddressFamily != family)
        {
            throw new ScanException($"{target.Host} is no {which}", ScanFailure.BadInput, "-4 and -6 choose among the addresses of a name.");
        }

        var kind = AddressClasses.Of(address);
        return AddressClasses.IsNever(kind) || MachineAddresses.Read().Broadcasts.Contains(address)
            ? throw new ScanException($"{target.Host} is {AddressClasses.Words(AddressClasses.IsNever(kind) ? kind : AddressClass.Broadcast)}", ScanFailure.Forbidden, "ping asks single hosts; `patchbay scan` looks for the hosts of a network.")
            : new PingHost(target, address);
    }

    static async Task<IPAddress?> FindAsync(string name, AddressFamily? family, CancellationToken stop)
    {
        try
        {
            var isLocal = name.Equals("localhost", StringComparison.OrdinalIgnoreCase);
            return (await NameResolver.ResolveAsync(name, family ?? (isLocal ? AddressFamily.InterNetwork : AddressFamily.Unspecified), stop).WaitAsync(Limit, stop)).FirstOrDefault();
        }
        catch (Exception error) when (error is SocketException or TimeoutException or ArgumentException)
        {
            return null;
        }
    }
}
