using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>The words of ip-link(8) and ip-address(8) for the kernel's numbers.</summary>
static class InterfaceWords
{
    const uint Up = 0x1;
    const uint Running = 0x40;
    const uint Permanent = 0x80;
    const uint Secondary = 0x1;

    // In the order that ip prints them.
    static readonly (uint Flag, string Word)[] LinkFlags =
    [
        (0x8, "LOOPBACK"), (0x2, "BROADCAST"), (0x10, "POINTOPOINT"), (0x1000, "MULTICAST"), (0x80, "NOARP"), (0x200, "ALLMULTI"), (0x100, "PROMISC"), (0x400, "MASTER"), (0x800, "SLAVE"),
        (0x4, "DEBUG"), (0x8000, "DYNAMIC"), (0x4000, "AUTOMEDIA"), (0x2000, "PORTSEL"), (0x20, "NOTRAILERS"), (Up, "UP"), (0x10000, "LOWER_UP"), (0x20000, "DORMANT"), (0x40000, "ECHO"),
    ];

    static readonly (uint Flag, string Word)[] AddressFlags =
    [
        (0x2, "nodad"), (0x4, "optimistic"), (0x8, "dadfailed"), (0x10, "home"), (0x20, "deprecated"), (0x40, "tentative"), (0x100, "mngtmpaddr"), (0x200, "noprefixroute"),
        (0x400, "autojoin"), (0x800, "stable-privacy"),
    ];

    static readonly string[] States = ["UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP"];

    public static string State(int state) => state >= 0 && state < States.Length ? States[state] : "UNKNOWN";

    public static IReadOnlyList<string> Flags(LinkRow link)
    {
        var words = LinkFlags.Where(flag => (link.Flags & flag.Flag) != 0).Select(static flag => flag.Word);
        return [.. (link.Flags & Up) != 0 && (link.Flags & Running) == 0 ? words.Prepend("NO-CARRIER") : words];
    }

    public static string Kind(LinkRow link) => link.Kind ?? link.HardwareType switch
    {
        1 => "ethernet",
        772 => "loopback",
        768 or 769 => "tunnel",
        776 => "sit",
        778 => "gre",
        32 => "infiniband",
        801 or 802 or 803 => "wifi",
        65534 => "none",
        var type => FormattableString.Invariant($"type {type}"),
    };

    public static string Scope(int scope) => scope switch
    {
        0 => "global",
        200 => "site",
        253 => "link",
        254 => "host",
        255 => "nowhere",
        _ => scope.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    public static IReadOnlyList<string> Flags(InterfaceAddressRow address)
    {
        var words = AddressFlags.Where(flag => (address.Flags & flag.Flag) != 0).Select(static flag => flag.Word).ToList();
        if ((address.Flags & Secondary) != 0)
        {
            words.Insert(0, address.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "temporary" : "secondary");
        }

        if ((address.Flags & Permanent) == 0)
        {
            words.Insert(0, "dynamic");
        }

        return words;
    }
}
