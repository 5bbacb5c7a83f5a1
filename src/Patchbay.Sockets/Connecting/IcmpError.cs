using System.Net;

namespace Patchbay.Sockets;

/// <summary>An ICMP error that answered an attempt to connect (RFC 792, RFC 1812 section 5.2.7; RFC 4443 for version 6).</summary>
/// <param name="Version">4 or 6.</param>
/// <param name="Type">3 is "destination unreachable" in version 4, 1 in version 6.</param>
/// <param name="Code">Which kind.</param>
/// <param name="Reporter">The address of the machine that sent it: a router, the target, or this machine; null when not known.</param>
public sealed record IcmpError(int Version, byte Type, byte Code, IPAddress? Reporter)
{
    /// <summary>The RFC's words for type and code.</summary>
    public string Meaning => (Version, Type, Code) switch
    {
        (4, 3, 0) or (4, 3, 11) => "network unreachable",
        (4, 3, 1) or (4, 3, 12) => "host unreachable",
        (4, 3, 2) => "protocol unreachable",
        (4, 3, 3) => "port unreachable",
        (4, 3, 4) => "fragmentation needed",
        (4, 3, 5) => "source route failed",
        (4, 3, 6) => "network unknown",
        (4, 3, 7) => "host unknown",
        (4, 3, 9) => "network administratively prohibited",
        (4, 3, 10) => "host administratively prohibited",
        (4, 3, 13) => "communication administratively prohibited",
        (4, 3, 14) or (4, 3, 15) => "precedence refused",
        (4, 11, _) or (6, 3, _) => "time exceeded on the way",
        (6, 1, 0) => "no route to the destination",
        (6, 1, 1) => "communication administratively prohibited",
        (6, 1, 2) => "beyond the scope of the source address",
        (6, 1, 3) => "address unreachable",
        (6, 1, 4) => "port unreachable",
        (6, 1, 5) => "source address failed a policy",
        (6, 1, 6) => "route rejects the destination",
        _ => $"ICMP type {Type} code {Code}",
    };
}
