using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>The canonical text of an address.</summary>
internal static class AddressFormatter
{
    public static string Format(Address address)
    {
        var scheme = new AddressScheme(address.Kind, address.Layers, address.Listens);
        var result = new StringBuilder();
        switch (address.Kind)
        {
            case AddressKind.Standard:
                result.Append('-');
                break;
            case AddressKind.Service:
                result.Append(address.Target);
                break;
            case AddressKind.Raw:
                result.Append("raw:").Append(address.Target).Append(':');
                AppendHost(result, address.Host);
                break;
            case AddressKind.Tcp or AddressKind.Udp or AddressKind.Multicast:
                result.Append(scheme.Format()).Append(scheme.IsUrl ? "://" : ":");
                AppendHost(result, address.Host);
                AppendPort(result, address, scheme);
                result.Append(scheme.IsUrl ? address.Target : "");
                break;
            default:
                result.Append(scheme.Format()).Append(':').Append(ValueSyntax.Format(address.Target ?? ""));
                break;
        }

        for (var i = 0; i < address.Options.Count; i++)
        {
            var (name, value) = address.Options[i];
            result.Append(i == 0 && scheme.IsUrl ? '#' : ',').Append(name);
            if (value is not null)
            {
                result.Append('=').Append(ValueSyntax.Format(value));
            }
        }

        return result.ToString();
    }

    /// <summary>The host as it stands before a port: IPv6 in brackets.</summary>
    public static void AppendHost(StringBuilder result, string? host)
    {
        var brackets = host is not null && host.Contains(':', StringComparison.Ordinal);
        result.Append(brackets ? "[" : "").Append(host).Append(brackets ? "]" : "");
    }

    static void AppendPort(StringBuilder result, Address address, AddressScheme scheme)
    {
        if (address.Port is { } port && !(scheme.IsUrl && port == scheme.DefaultUrlPort))
        {
            result.Append(address.Host is null ? "" : ":").Append(port.ToString(CultureInfo.InvariantCulture));
        }
    }
}
