using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>Names to addresses, one family at a time, so that the faster answer can be used first (RFC 8305 section 3).</summary>
internal static class NameResolver
{
    /// <summary>The addresses of one family, in the order of preference of the system's resolver (RFC 6724).</summary>
    /// <exception cref="SocketException">The name has no address of this family, or nobody answered.</exception>
    public static Task<IPAddress[]> ResolveAsync(string host, AddressFamily family, CancellationToken cancellationToken)
    {
        // RFC 6761 section 6.3: localhost is loopback, whatever a name server says, and also without /etc/hosts.
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult<IPAddress[]>([family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback]);
        }

        return Dns.GetHostAddressesAsync(host, family, cancellationToken);
    }
}
