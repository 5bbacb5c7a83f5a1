namespace Patchbay.Sockets;

/// <summary>The words for a missing right.</summary>
static class RawRights
{
    public static RawSocketException Missing(Address address) => new(
        $"{address} needs the right CAP_NET_RAW, which this process does not have; every other kind of address works without it",
        RawFailure.Denied,
        Hint(address));

    static string Hint(Address address)
    {
        // Rights on a shared dotnet host would go to every .NET program.
        var program = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet" ? path : null;
        var grant = program is null ? "Run it as root" : $"Grant it with: sudo setcap cap_net_raw+ep {program}";
        var ping = address.Target is "icmp" or "ipv6-icmp" or "1" or "58" ? " For echo alone: sudo sysctl net.ipv4.ping_group_range='0 2147483647'." : "";
        return $"{grant}; or try it in a network of its own: unshare -Urn.{ping}";
    }
}
