using System.Globalization;
using System.Net;

namespace Patchbay.Probing;

/// <summary>Whom to ping, as a person writes it.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Kind">With what.</param>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">1 to 65535; 0 for ICMP.</param>
public sealed record PingTarget(string Text, PingKind Kind, string Host, ushort Port)
{
    /// <summary>Reads <c>HOST</c>, <c>tcp:HOST:PORT</c>, <c>udp:HOST:PORT</c> or <c>icmp:HOST</c>; IPv6 in brackets before a port. <c>HOST:PORT</c> is TCP, as everywhere in this program.</summary>
    /// <exception cref="ScanException">It is none of these.</exception>
    public static PingTarget Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (kind, rest) = text switch
        {
            _ when After(text, "tcp:") is { } tcp => (PingKind.Tcp, tcp),
            _ when After(text, "udp:") is { } udp => (PingKind.Udp, udp),
            _ when After(text, "icmp:") is { } icmp => (PingKind.Icmp, icmp),
            _ when IPAddress.TryParse(text, out _) || !text.Contains(':', StringComparison.Ordinal) => (PingKind.Icmp, text),
            _ => (PingKind.Tcp, text),
        };
        if (kind == PingKind.Icmp)
        {
            var host = rest is ['[', .. var inner, ']'] ? inner : rest;
            return IPAddress.TryParse(host, out _) || IsName(host) ? new PingTarget(text, kind, host, 0)
                : throw Bad(text, host.Contains('/', StringComparison.Ordinal) ? "ping asks hosts, not networks; `patchbay scan NETWORK` looks for the hosts of one." : "Write a name, an address, or tcp:HOST:PORT.");
        }

        var colon = rest.LastIndexOf(':');
        if (colon <= 0 || rest[(colon + 1)..] is not { Length: > 0 } digits)
        {
            throw Bad(text, $"Write the port after a colon: {kind.ToString().ToLowerInvariant()}:{(rest.Length == 0 ? "HOST" : rest.TrimEnd(':'))}:80.");
        }

        if (!ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            throw Bad(text, $"'{digits}' is no port: 1 to 65535.");
        }

        var name = rest[..colon];
        var isBracketed = name is ['[', .., ']'];
        name = isBracketed ? name[1..^1] : name;
        return isBracketed && !IPAddress.TryParse(name, out _) || (!isBracketed && !IsName(name) && !IPAddress.TryParse(name, out _)) || (!isBracketed && name.Contains(':', StringComparison.Ordinal))
            ? throw Bad(text, name.Contains(':', StringComparison.Ordinal) ? "An IPv6 address before a port stands in brackets: tcp:[::1]:80." : "Write a name or an address before the port.")
            : new PingTarget(text, kind, name, port);
    }

    /// <summary>The target at one of its addresses, as results name it: <c>10.0.0.1</c>, <c>tcp:10.0.0.1:80</c>.</summary>
    public string At(IPAddress address) => Kind switch
    {
        PingKind.Tcp => $"tcp:{new IPEndPoint(address, Port)}",
        PingKind.Udp => $"udp:{new IPEndPoint(address, Port)}",
        _ => address.ToString(),
    };

    static string? After(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : null;

    // Letters of any alphabet: the resolver knows how they are written in the DNS.
    static bool IsName(string text) => text.Length is > 0 and <= 253 && text.All(static one => char.IsLetterOrDigit(one) || one is '-' or '.' or '_');

    static ScanException Bad(string text, string hint) => new($"'{text}' is nothing to ping", ScanFailure.BadInput, hint);
}
