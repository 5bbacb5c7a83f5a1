using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>Which kind an address is (IANA's special-purpose address registries, RFC 6890).</summary>
public static class AddressClasses
{
    // The first that holds it counts.
    static readonly (AddressRange Range, AddressClass Class)[] Table =
    [
        .. Ranges(AddressClass.Metadata, "169.254.169.254/32", "169.254.170.2/32", "100.100.100.200/32", "fd00:ec2::254/128"),
        .. Ranges(AddressClass.Loopback, "127.0.0.0/8", "::1/128"),
        .. Ranges(AddressClass.Private, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "fc00::/7", "fec0::/10", "2001:db8::/32", "3fff::/20", "2001:2::/48"),
        .. Ranges(AddressClass.LinkLocal, "169.254.0.0/16", "fe80::/10"),
        .. Ranges(AddressClass.Multicast, "224.0.0.0/4", "ff00::/8"),
        .. Ranges(AddressClass.Broadcast, "255.255.255.255/32"),
        .. Ranges(AddressClass.Reserved, "0.0.0.0/8", "192.0.0.0/24", "240.0.0.0/4"),
        // Translated to IPv4 by somebody else (RFC 6052): whose address that is, is not ours to judge.
        .. Ranges(AddressClass.Public, "64:ff9b::/96", "2000::/3"),
    ];

    /// <summary>The kind of an address.</summary>
    public static AddressClass Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = AddressRange.Unmap(address);
        foreach (var (range, kind) in Table)
        {
            if (range.Contains(address))
            {
                return kind;
            }
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? AddressClass.Public : AddressClass.Reserved;
    }

    /// <summary>Whether nobody may scan such an address at all.</summary>
    public static bool IsNever(AddressClass kind) => kind is AddressClass.Multicast or AddressClass.Broadcast or AddressClass.Reserved;

    /// <summary>The kind in a sentence: "a multicast address".</summary>
    public static string Words(AddressClass kind) => kind switch
    {
        AddressClass.Loopback => "an address of this machine",
        AddressClass.Private => "a private address",
        AddressClass.LinkLocal => "an address of the link",
        AddressClass.Metadata => "where a cloud tells its machines their secrets",
        AddressClass.Public => "a public address",
        AddressClass.Multicast => "a multicast address",
        AddressClass.Broadcast => "a broadcast address",
        _ => "reserved: no host has it",
    };

    static IEnumerable<(AddressRange, AddressClass)> Ranges(AddressClass kind, params string[] prefixes) =>
        prefixes.Select(prefix => (prefix.Split('/') is [var address, var bits] ? AddressRange.OfPrefix(IPAddress.Parse(address), int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture)) : default, kind));
}
