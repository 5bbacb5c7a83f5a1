using System.Globalization;

namespace Patchbay.Sockets;

/// <summary>A proxy to go through: <c>socks5:HOST:PORT</c> or <c>http:HOST:PORT</c>.</summary>
/// <param name="Kind">Its protocol.</param>
/// <param name="Host">Name, or a literal without brackets.</param>
/// <param name="Port">1 to 65535.</param>
internal sealed record ProxyAddress(ProxyKind Kind, string Host, int Port)
{
    /// <summary>More proxies than anybody chains.</summary>
    const int MaxChain = 8;

    public override string ToString() => $"{(Kind == ProxyKind.Http ? "http" : "socks5")}:{JoinHost(Host, Port)}";

    /// <summary>The proxy as a TCP address.</summary>
    public Address ToAddress() => new() { Kind = AddressKind.Tcp, Host = Host, Port = Port };

    /// <summary>Host and port as one word, IPv6 in brackets.</summary>
    public static string JoinHost(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");

    /// <summary>Reads the value of <c>via</c>: one proxy, or several separated by commas, the nearest first.</summary>
    public static bool TryParseChain(string text, out IReadOnlyList<ProxyAddress> chain)
    {
        var proxies = text.Split(',', StringSplitOptions.TrimEntries).Select(TryParse).ToList();
        chain = proxies.OfType<ProxyAddress>().ToList();
        return chain.Count == proxies.Count && chain.Count <= MaxChain;
    }

    static ProxyAddress? TryParse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        ProxyKind? kind = colon < 0 ? null : text[..colon].ToLowerInvariant() switch { "socks5" or "socks5h" => ProxyKind.Socks5, "http" => ProxyKind.Http, _ => null };
        if (kind is null)
        {
            return null;
        }

        // Host and port have the rules of every other address; options are none of a proxy's.
        var rest = text[(colon + 1)..];
        rest = rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest;
        return Address.TryParse("tcp:" + rest, out var address) && address.Options.Count == 0
            ? new ProxyAddress(kind.Value, address.Host!, address.Port!.Value) : null;
    }
}
