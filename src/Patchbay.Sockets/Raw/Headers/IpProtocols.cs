using System.Globalization;

namespace Patchbay.Sockets;

/// <summary>The protocols above IP, by number and by name (IANA, Assigned Internet Protocol Numbers; the names are those of protocols(5)).</summary>
public static class IpProtocols
{
    /// <summary>IPv6's hop-by-hop options.</summary>
    public const byte HopByHop = 0;

    /// <summary>ICMP for IPv4.</summary>
    public const byte Icmp = 1;

    /// <summary>IGMP.</summary>
    public const byte Igmp = 2;

    /// <summary>IPv4 within IP.</summary>
    public const byte Ipv4 = 4;

    /// <summary>TCP.</summary>
    public const byte Tcp = 6;

    /// <summary>UDP.</summary>
    public const byte Udp = 17;

    /// <summary>IPv6 within IP.</summary>
    public const byte Ipv6 = 41;

    /// <summary>IPv6's routing header.</summary>
    public const byte Routing = 43;

    /// <summary>IPv6's fragment header.</summary>
    public const byte Fragment = 44;

    /// <summary>The authentication header.</summary>
    public const byte Authentication = 51;

    /// <summary>ICMP for IPv6.</summary>
    public const byte Icmpv6 = 58;

    /// <summary>Nothing follows.</summary>
    public const byte NoNextHeader = 59;

    /// <summary>IPv6's destination options.</summary>
    public const byte DestinationOptions = 60;

    // Where a number has several names, the first is the one that is shown.
    static readonly (byte Number, string Name)[] Names =
    [
        (0, "hopopt"), (1, "icmp"), (2, "igmp"), (3, "ggp"), (4, "ipv4"), (4, "ipencap"), (5, "st"), (6, "tcp"), (7, "cbt"), (8, "egp"), (9, "igp"),
        (12, "pup"), (16, "chaos"), (17, "udp"), (20, "hmp"), (22, "xns-idp"), (27, "rdp"), (28, "irtp"), (29, "iso-tp4"), (33, "dccp"), (36, "xtp"), (37, "ddp"),
        (38, "idpr-cmtp"), (40, "il"), (41, "ipv6"), (42, "sdrp"), (43, "ipv6-route"), (44, "ipv6-frag"), (45, "idrp"), (46, "rsvp"), (47, "gre"), (48, "dsr"),
        (50, "esp"), (51, "ah"), (54, "narp"), (55, "mobile"), (57, "skip"), (58, "ipv6-icmp"), (58, "icmpv6"), (58, "icmp6"), (59, "ipv6-nonxt"), (60, "ipv6-opts"),
        (73, "rspf"), (81, "vmtp"), (88, "eigrp"), (89, "ospf"), (93, "ax25"), (94, "ipip"), (97, "etherip"), (98, "encap"), (103, "pim"), (108, "ipcomp"),
        (112, "vrrp"), (112, "carp"), (113, "pgm"), (115, "l2tp"), (118, "stp"), (123, "ptp"), (124, "isis"), (132, "sctp"), (133, "fc"), (135, "mobility-header"),
        (136, "udplite"), (137, "mpls-in-ip"), (138, "manet"), (139, "hip"), (140, "shim6"), (141, "wesp"), (142, "rohc"), (143, "ethernet"), (144, "aggfrag"), (145, "nsh"),
    ];

    /// <summary>The name, or the number where it has none.</summary>
    public static string NameOf(byte protocol)
    {
        foreach (var (number, name) in Names)
        {
            if (number == protocol)
            {
                return name;
            }
        }

        return protocol.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a name in lower case, or a number from 0 to 255.</summary>
    public static bool TryParse(string? text, out byte protocol)
    {
        foreach (var (number, name) in Names)
        {
            if (name == text)
            {
                protocol = number;
                return true;
            }
        }

        return byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out protocol);
    }

    /// <summary>The name nearest to one that does not exist, or null.</summary>
    internal static string? Suggest(string text) => Suggestion.For(text, [.. Names.Select(pair => pair.Name)]);
}
