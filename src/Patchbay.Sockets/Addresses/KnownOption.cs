using System.Globalization;
using System.Net;

namespace Patchbay.Sockets;

/// <summary>
/// One option of the grammar: where it may stand and what values it takes. A name that is not in this table is an error, never ignored; one that takes
/// other values elsewhere is in it twice.
/// </summary>
/// <param name="Name">Lower case.</param>
/// <param name="Value">The form of its value as hints show it, with an example; null for an option without value.</param>
/// <param name="Where">Where it may stand, in words.</param>
/// <param name="Allowed">Where it may stand.</param>
/// <param name="Accepts">Whether a value is well formed.</param>
internal sealed record KnownOption(string Name, string? Value, string Where, Func<AddressScheme, bool> Allowed, Func<string, bool> Accepts)
{
    public static readonly IReadOnlyList<KnownOption> All =
    [
        new("once", null, "listeners of streams", scheme => scheme is { Listens: true, Kind: AddressKind.Tcp or AddressKind.Unix }, _ => false),
        new("idle", "a duration, as in idle=30s", "listeners and addresses of datagrams", scheme => (scheme.Listens && AddressScheme.CanListen(scheme.Kind)) || IsMessages(scheme), value => Duration.TryParse(value, out var time) && time > TimeSpan.Zero),
        new("mode", "an octal file mode, as in mode=600", "unix-listen and unixgram-listen", scheme => scheme is { Listens: true, Kind: AddressKind.Unix or AddressKind.UnixDatagram }, IsMode),
        new("iface", "an interface, as in iface=lo", "multicast", scheme => scheme.Kind == AddressKind.Multicast, IsInterface),
        new("ttl", "a number from 0 to 255, as in ttl=1", "multicast", scheme => scheme.Kind == AddressKind.Multicast, value => IsNumber(value, 255)),
        new("loop", "yes or no, as in loop=no", "multicast", scheme => scheme.Kind == AddressKind.Multicast, value => value is "yes" or "no"),
        new("source", "the sender's address, as in source=192.0.2.7", "multicast", scheme => scheme.Kind == AddressKind.Multicast, IsSource),
        new("broadcast", null, "udp", scheme => scheme.Kind == AddressKind.Udp, _ => false),
        new("alpn", "protocol names, as in alpn=h2", "addresses with a tls layer", HasTls, IsAlpn),
        new("min", "1.2 or 1.3", "addresses with a tls layer", HasTls, value => value is "1.2" or "1.3"),
        new("truncation", "allow", "addresses with a tls layer", HasTls, value => value == "allow"),
        new("cert", "auto or a file, as in cert=auto", "addresses with a tls layer", MayListenWithTls, value => value.Length > 0),
        new("cert", "a file, as in cert=client.pem", "addresses with a tls layer", ConnectsWithTls, value => value.Length > 0 && value != "auto"),
        new("key", "a file, as in key=key.pem", "addresses with a tls layer", HasTls, value => value.Length > 0),
        new("client-ca", "a file, as in client-ca=ca.pem", "listeners with a tls layer", MayListenWithTls, value => value.Length > 0),
        new("sni", "a host name, as in sni=db.example", "connecting addresses with a tls layer", ConnectsWithTls, IsHostName),
        new("ca", "auto or a file, as in ca=ca.pem", "connecting addresses with a tls layer", ConnectsWithTls, value => value.Length > 0),
        new("pin", "a fingerprint, as in pin=sha256: and 64 hexadecimal digits", "connecting addresses with a tls layer", ConnectsWithTls, value => CertificateFingerprint.Normalize(value) is not null),
        new("insecure", null, "connecting addresses with a tls layer", ConnectsWithTls, _ => false),
        new("proxy-protocol", "v1 or v2", "addresses of streams", scheme => !scheme.Listens && IsStream(scheme), value => value is "v1" or "v2"),
        new("proxy-protocol", "v1, v2 or any", "addresses of streams", scheme => scheme.Listens && IsStream(scheme), value => value is "v1" or "v2" or "any"),
        new("path", "an absolute path, as in path=/chat", "ws addresses that are no URL", scheme => scheme.HasLayer("ws") && !scheme.IsUrl, WebSocketOptions.IsPath),
        new("origin", "an origin, as in origin=https://app.example", "addresses with a ws layer", scheme => scheme.HasLayer("ws"), WebSocketOptions.IsOrigin),
        new("protocol", "subprotocols, as in protocol=chat", "addresses with a ws layer", scheme => scheme.HasLayer("ws"), WebSocketOptions.AreProtocols),
        new("text", null, "addresses with a ws layer", scheme => scheme.HasLayer("ws"), _ => false),
        new("max-message", "bytes, as in max-message=16m", "addresses with a ws layer", scheme => scheme.HasLayer("ws"), value => WebSocketOptions.TryReadSize(value, out var _)),
        new("ping", "a duration, as in ping=30s", "addresses with a ws layer", scheme => scheme.HasLayer("ws"), value => Duration.TryParse(value, out var time) && time > TimeSpan.Zero),
        new("linger", "a duration, as in linger=5s", "addresses with a ws layer", scheme => scheme.HasLayer("ws"), value => Duration.TryParse(value, out var _)),
        new("via", "proxies, as in via=socks5:HOST:1080", "addresses that connect over TCP", scheme => scheme is { Listens: false, Kind: AddressKind.Tcp }, value => ProxyAddress.TryParseChain(value, out var _)),
        new("size", "1 to 65507 bytes, the most that UDP carries, as in size=1400", "addresses of datagrams", IsMessages, value => IsNumber(value, DatagramSocket.MaxPayload) && value != "0"),
        new("pty", null, "exec", scheme => scheme.Kind == AddressKind.Exec, _ => false),
        new("cwd", "a directory, as in cwd=/srv", "exec", scheme => scheme.Kind == AddressKind.Exec, value => value.Length > 0),
        new("stderr", null, "exec", scheme => scheme.Kind == AddressKind.Exec, _ => false),
        new("read", null, "file", scheme => scheme.Kind == AddressKind.File, _ => false),
        new("write", null, "file", scheme => scheme.Kind == AddressKind.File, _ => false),
        new("append", null, "file", scheme => scheme.Kind == AddressKind.File, _ => false),
        new("overwrite", null, "file", scheme => scheme.Kind == AddressKind.File, _ => false),
    ];

    /// <summary>The longest name of a Linux interface (IFNAMSIZ is 16 with its zero).</summary>
    const int MaxInterface = 15;

    public static bool IsInterface(string value) =>
        value.Length is > 0 and <= MaxInterface && value is not ("." or "..") && value.All(c => c is > ' ' and <= '~' and not ('/' or ':' or ',' or '"'));

    public static KnownOption Find(AddressText text, int column, string name, AddressScheme scheme)
    {
        if (All.FirstOrDefault(option => option.Name == name && option.Allowed(scheme)) is { } allowed)
        {
            return allowed;
        }

        if (All.FirstOrDefault(option => option.Name == name) is { } known)
        {
            throw text.Error(column, $"'{name}' has no meaning here.", $"It is an option of {known.Where}.");
        }

        var possible = All.Where(option => option.Allowed(scheme)).Select(option => option.Name).ToList();
        var hint = Suggestion.For(name, possible) is { } near ? $"Did you mean '{near}'?"
            : possible.Count == 0 ? "This kind of address takes no options; a value with a comma goes in double quotes."
            : $"Options here: {string.Join(", ", possible)}. A value with a comma goes in double quotes.";
        throw text.Error(column, $"There is no option {AddressText.Quote(name)}.", hint);
    }

    public void Check(AddressText text, int column, string? value)
    {
        if (Value is null)
        {
            if (value is not null)
            {
                throw text.Error(column, $"'{Name}' takes no value.", $"Write ,{Name} alone.");
            }
        }
        else if (value is null)
        {
            throw text.Error(column, $"'{Name}' needs a value.", $"It takes {Value}.");
        }
        else if (!Accepts(value))
        {
            throw text.Error(column, $"{AddressText.Quote(value)} is no value for '{Name}'.", $"It takes {Value}.");
        }
    }

    static bool IsSource(string value) => value.Contains(':', StringComparison.Ordinal) ? IPAddress.TryParse(value, out _) : HostSyntax.IsIPv4(value);

    static bool HasTls(AddressScheme scheme) => scheme.HasLayer("tls");

    // What a descriptor is shows only when it is opened.
    static bool MayListenWithTls(AddressScheme scheme) => (scheme.Listens || scheme.Kind == AddressKind.Descriptor) && HasTls(scheme);

    static bool ConnectsWithTls(AddressScheme scheme) => !scheme.Listens && HasTls(scheme);

    static bool IsStream(AddressScheme scheme) => scheme.Kind is AddressKind.Tcp or AddressKind.Unix or AddressKind.Exec or AddressKind.Descriptor or AddressKind.Systemd;

    // RFC 7301 section 3.1: a name has 1 to 255 bytes, the list at most 65535; ours is far shorter.
    static bool IsAlpn(string value) => value.Length <= 255 && value.Split(',').All(static name => name.Length > 0 && name.All(static c => c is > ' ' and <= '~'));

    static bool IsHostName(string value) => value.Length is > 0 and <= 253 && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':');

    static bool IsMessages(AddressScheme scheme) => scheme.Kind is AddressKind.Udp or AddressKind.Multicast or AddressKind.UnixDatagram or AddressKind.Raw or AddressKind.Packet;

    static bool IsMode(string value) => value.Length is 3 or 4 && value.All(c => c is >= '0' and <= '7');

    static bool IsNumber(string value, int most) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most;
}
