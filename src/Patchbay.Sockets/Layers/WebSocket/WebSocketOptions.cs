using System.Globalization;

namespace Patchbay.Sockets;

/// <summary>What an address says about its WebSocket layer.</summary>
internal sealed record WebSocketOptions
{
    /// <summary>Client: what to ask for, with the query. Server: the only path served; null for any.</summary>
    public string? Path { get; init; }

    /// <summary>Client: the Host field.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Client: the Origin field. Server: the origin to demand, <c>*</c> for no check, null for <see cref="OriginPolicy"/>'s rule.</summary>
    public string? Origin { get; init; }

    /// <summary>Client: the subprotocols to offer. Server: those to choose from. Empty: none.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>Messages sent are text.</summary>
    public bool Text { get; init; }

    /// <summary>Octets a message of the peer's may have.</summary>
    public long MaxMessage { get; init; } = long.MaxValue;

    /// <summary>The silence after which a ping is sent; null for no pings.</summary>
    public TimeSpan? Ping { get; init; }

    /// <summary>How long a peer without half-close must be silent, after we have finished, before our Close.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads them from an address whose options are well formed.</summary>
    public static WebSocketOptions Read(Address address)
    {
        var options = new WebSocketOptions
        {
            Path = address.FindOption("path")?.Value ?? (address.Kind == AddressKind.Tcp ? address.Target : null),
            Host = HostOf(address),
            Origin = address.FindOption("origin")?.Value,
            Protocols = ReadProtocols(address.FindOption("protocol")?.Value),
            Text = address.FindOption("text") is not null,
            Ping = ReadDuration(address, "ping"),
        };
        return options with
        {
            MaxMessage = TryReadSize(address.FindOption("max-message")?.Value, out var size) ? size : options.MaxMessage,
            Linger = ReadDuration(address, "linger") ?? options.Linger,
        };
    }

    /// <summary>Octets, with k, m or g for 1024 and its powers: <c>65536</c>, <c>16m</c>. At least one.</summary>
    public static bool TryReadSize(string? text, out long size)
    {
        size = 0;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var shift = char.ToLowerInvariant(text[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        var isNumber = long.TryParse(text.AsSpan(0, text.Length - (shift == 0 ? 0 : 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        size = isNumber && number <= long.MaxValue >> shift ? number << shift : 0;
        return size > 0;
    }

    /// <summary>Scheme and authority without a path (RFC 6454 section 7), or <c>*</c>.</summary>
    public static bool IsOrigin(string value) =>
        value == "*" || (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && value.All(static c => c is > ' ' and <= '~') && value.IndexOf('/', value.IndexOf("://", StringComparison.Ordinal) + 3) < 0);

    /// <summary>Tokens, separated by commas.</summary>
    public static bool AreProtocols(string value) => ReadProtocols(value) is { Length: > 0 } names && names.All(static name => name.All(static c => c is > ' ' and <= '~' && !"()<>@,;:\\\"/[]?={}".Contains(c, StringComparison.Ordinal)));

    /// <summary>An absolute path of visible characters, without query.</summary>
    public static bool IsPath(string value) => value.StartsWith('/') && value.All(static c => c is > ' ' and <= '~' and not ('?' or '#'));

    static string[] ReadProtocols(string? value) => value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static TimeSpan? ReadDuration(Address address, string name) => Duration.TryParse(address.FindOption(name)?.Value, out var time) ? time : null;

    static string HostOf(Address address)
    {
        if (address.Kind != AddressKind.Tcp || address.Host is not { } host)
        {
            return "localhost";
        }

        // A zone means something on this machine only.
        var zone = host.IndexOf('%', StringComparison.Ordinal);
        host = zone < 0 ? host : host[..zone];
        host = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        var defaultPort = address.Layers.Contains("tls") ? 443 : 80;
        return address.Port is { } port && port != defaultPort ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
    }
}
