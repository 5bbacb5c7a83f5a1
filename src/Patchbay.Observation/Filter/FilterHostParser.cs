using System.Globalization;
using System.Net;

namespace Patchbay.Observation;

/// <summary>
/// Reads the value of <c>src</c> and <c>dst</c>: <c>10.0.0.0/8</c>, <c>10.1.2.3:80</c>, <c>[::1]:80</c>, <c>fe80::/10</c>, <c>*:443</c>, <c>:443</c>, a name, <c>unix:PATTERN</c>.
/// </summary>
/// <param name="text">The filter.</param>
/// <param name="names">What names stand for.</param>
sealed class FilterHostParser(string text, IFilterNames names)
{
    const string Help = "For example: 10.0.0.0/8, 192.0.2.7:443, [::1]:80, *:443, example.org, unix:/run/*.";

    public FilterTerm Parse(bool local, FilterToken value)
    {
        var word = value.Text;
        if (word.StartsWith("unix:", StringComparison.Ordinal))
        {
            return new NameTerm(word["unix:".Length..]);
        }

        var (host, portText) = Split(word);
        ushort? port = null;
        if (portText is not null and not "*")
        {
            port = TryPort(portText) ?? throw Wrong(value, $"'{portText}' is no port", "A number from 0 to 65535, or a name of /etc/services.");
        }

        if (host is "" or "*")
        {
            return port is { } number ? new PortTerm(local, number, number) : new AnyHostTerm();
        }

        var slash = host.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? host : host[..slash];
        if (TryAddress(address, out var prefix))
        {
            var most = prefix.IsV6 ? 128 : 32;
            var length = most;
            return slash < 0 || (int.TryParse(host.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= most)
                ? new HostTerm(local, prefix, length, port)
                : throw Wrong(value, $"'{host[(slash + 1)..]}' is no length of a prefix", $"It goes from 0 to {most}.");
        }

        // What is all digits, dots, colons and slashes was meant as an address: no resolver is asked for it.
        if (slash >= 0 || !address.Any(char.IsLetter) || address.Contains(':', StringComparison.Ordinal) || Uri.CheckHostName(address) != UriHostNameType.Dns)
        {
            throw Wrong(value, $"'{word}' is no address", Help);
        }

        var found = names.Hosts(address);
        return found.Count == 0
            ? throw Wrong(value, $"the name '{address}' has no address", Help)
            : found.Select(HostAddress.From).Select(FilterTerm (one) => new HostTerm(local, one, one.IsV6 ? 128 : 32, port))
                .Aggregate(static (left, right) => new OrTerm(left, right));
    }

    /// <summary>A number or a name; null when it is neither.</summary>
    public ushort? TryPort(string word) =>
        ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : word.Length > 0 && !word.All(char.IsAsciiDigit) && names.Port(word) is >= 0 and <= ushort.MaxValue and var port ? (ushort)port
        : null;

    // Host and port; the port is null when there is none. A bare IPv6 address has none.
    static (string Host, string? Port) Split(string word)
    {
        if (word.StartsWith('['))
        {
            var end = word.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
            {
                return (word, null);
            }

            var rest = word[(end + 1)..];
            var inside = word[1..end];
            var colon = rest.LastIndexOf(':');
            return colon < 0 ? (inside + rest, null) : (inside + rest[..colon], rest[(colon + 1)..]);
        }

        var last = word.LastIndexOf(':');
        return last < 0 || word.IndexOf(':', StringComparison.Ordinal) != last ? (word, null) : (word[..last], word[(last + 1)..]);
    }

    static bool TryAddress(string word, out HostAddress address)
    {
        address = default;
        // The framework also takes "1" and "0x7f.1" for IPv4: four decimal numbers only, or colons.
        var isV6 = word.Contains(':', StringComparison.Ordinal);
        if (word.Contains('%', StringComparison.Ordinal) || (!isV6 && (word.Count(static c => c == '.') != 3 || !word.All(static c => char.IsAsciiDigit(c) || c == '.'))))
        {
            return false;
        }

        if (!IPAddress.TryParse(word, out var parsed))
        {
            return false;
        }

        address = HostAddress.From(parsed);
        return true;
    }

    FilterFormatException Wrong(FilterToken token, string message, string hint) => new(text, token.Column, message, hint);
}
