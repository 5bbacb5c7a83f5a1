using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>Which address a raw socket's host is.</summary>
static class RawHost
{
    /// <summary>The first address, in the resolver's order, that the protocol can use. localhost is 127.0.0.1 unless the protocol is IPv6's.</summary>
    /// <exception cref="RawSocketException">There is none.</exception>
    public static async ValueTask<IPAddress> ResolveAsync(Address address, byte protocol, CancellationToken cancellationToken)
    {
        var host = address.Host!;
        var family = FamilyOf(protocol);
        if (AddressEndPoints.ToLiteral(address, host) is { } literal)
        {
            return family is null || literal.AddressFamily == family ? literal
                : throw new RawSocketException($"{IpProtocols.NameOf(protocol)} does not run over {host}", RawFailure.NoProtocol, family == AddressFamily.InterNetwork ? "It needs an IPv4 address." : "It needs an IPv6 address.");
        }

        IPAddress[] found;
        try
        {
            found = host == "localhost"
                ? await NameResolver.ResolveAsync(host, family ?? AddressFamily.InterNetwork, cancellationToken)
                : await Dns.GetHostAddressesAsync(host, family ?? AddressFamily.Unspecified, cancellationToken);
        }
        catch (SocketException error)
        {
            throw new RawSocketException($"the name {host} was not resolved: {error.Message}", RawFailure.NameNotResolved, "Check the spelling, or write an address.", error);
        }

        return found.FirstOrDefault() ?? throw new RawSocketException($"the name {host} has no address", RawFailure.NameNotResolved, "Check the spelling, or write an address.");
    }

    /// <summary>The one family the protocol exists in, or null; icmp names its IPv6 sister too.</summary>
    static AddressFamily? FamilyOf(byte protocol) => protocol switch
    {
        IpProtocols.Igmp => AddressFamily.InterNetwork,
        IpProtocols.Icmpv6 => AddressFamily.InterNetworkV6,
        _ => null,
    };
}
