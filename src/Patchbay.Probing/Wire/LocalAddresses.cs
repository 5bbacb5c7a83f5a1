using System.Net;
using Patchbay.Linux.Netlink;

namespace Patchbay.Probing;

/// <summary>The addresses of this machine: of its interfaces, and all that the table of local routes holds (127.0.0.0/8).</summary>
sealed class LocalAddresses
{
    readonly HashSet<AddressKey> _own = [];

    /// <summary>Those of the network namespace of the calling thread.</summary>
    public LocalAddresses()
    {
        try
        {
            foreach (var row in RouteNetlink.Addresses())
            {
                // A link-local address is one of its interface alone.
                _own.Add(AddressKey.Of(row.Address.IsIPv6LinkLocal ? new IPAddress(row.Address.GetAddressBytes(), row.Interface) : row.Address));
            }
        }
        catch (NetlinkException)
        {
            // Without them only loopback is known as ours.
        }
    }

    /// <summary>It is ours: what is sent there never leaves.</summary>
    public bool Contains(IPAddress address) => IPAddress.IsLoopback(address) || _own.Contains(AddressKey.Of(address));
}
