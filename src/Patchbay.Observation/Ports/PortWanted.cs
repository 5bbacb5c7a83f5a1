using System.Globalization;
using System.Net;

namespace Patchbay.Observation;

/// <summary>A port that somebody asks about, perhaps at one address.</summary>
/// <param name="Host">Null asks for every address.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct PortWanted(HostAddress? Host, ushort Port)
{
    /// <summary>Reads <c>:8080</c>, <c>8080</c>, <c>*:8080</c>, <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>.</summary>
    public static bool TryParse(string text, out PortWanted wanted)
    {
        ArgumentNullException.ThrowIfNull(text);
        wanted = default;
        var colon = text.LastIndexOf(':');
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            return false;
        }

        var host = colon < 0 ? "" : text[..colon];
        if (host is "" or "*")
        {
            wanted = new(null, port);
            return true;
        }

        var isV6 = host is ['[', .., ']'];
        if (!IPAddress.TryParse(isV6 ? host[1..^1] : host, out var address) || isV6 != host.Contains(':', StringComparison.Ordinal) || (!isV6 && host.Count(static c => c == '.') != 3))
        {
            return false;
        }

        wanted = new(HostAddress.From(address), port);
        return true;
    }
}
