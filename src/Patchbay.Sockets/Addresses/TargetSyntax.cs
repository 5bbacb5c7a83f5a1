using System.Globalization;
using System.Net;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>What follows the scheme and its colon, by base.</summary>
internal static class TargetSyntax
{
    /// <summary>sun_path has 108 bytes (unix(7)); a path ends with a zero, an abstract name begins with one.</summary>
    const int MaxUnixPath = 107;

    /// <summary>sd_listen_fds(3): FDNAME_MAX.</summary>
    const int MaxDescriptorName = 255;

    public static Address Read(AddressText text, int start, AddressScheme scheme)
    {
        if (start == text.Length || text[start] == ',')
        {
            var word = scheme.Format();
            throw text.Error(start, $"'{word}' needs a target.", $"Write {Example(word)}.");
        }

        return scheme switch
        {
            { IsUrl: true } => UrlSyntax.Read(text, start, scheme),
            { Kind: AddressKind.Tcp or AddressKind.Udp or AddressKind.Multicast } => ReadHostPort(text, start, scheme),
            { Kind: AddressKind.Raw } => ReadRaw(text, start, scheme),
            _ => ReadText(text, start, scheme),
        };
    }

    /// <summary>A whole address that begins with the word, for hints.</summary>
    public static string Example(string scheme) => scheme switch
    {
        "multicast" => "multicast:239.1.2.3:5000",
        "raw" => "raw:icmp:HOST",
        "packet" => "packet:eth0",
        "exec" => "exec:COMMAND",
        "fd" => "fd:3",
        "systemd" => "systemd:NAME",
        "ws" or "wss" => scheme + "://HOST/PATH",
        _ when scheme.Contains("unix", StringComparison.Ordinal) => scheme + ":/run/x",
        _ when scheme.EndsWith("file", StringComparison.Ordinal) => scheme + ":/path",
        _ when scheme.EndsWith(AddressScheme.ListenSuffix, StringComparison.Ordinal) => scheme + ":8080",
        _ => scheme + ":HOST:PORT",
    };

    static Address ReadHostPort(AddressText text, int start, AddressScheme scheme)
    {
        var slashes = text.Text.AsSpan(start).StartsWith("//");
        start += slashes ? 2 : 0;
        var end = slashes ? text.Text.AsSpan(start).IndexOfAny(',', '#') : text.Text.AsSpan(start).IndexOf(',');
        end = end < 0 ? text.Length : start + end;
        var optionsAt = end;
        var slash = text.Text.IndexOf('/', start, end - start);
        if (slash >= 0)
        {
            // tcp://host:80/ is pasted often enough; a path would be silently lost.
            end = slashes && slash == end - 1 ? slash : throw text.Error(slash, "This address has no path.", "Write HOST:PORT alone.");
        }

        var (host, port) = HostPortSyntax.Read(text, start, end, scheme);
        if (scheme.Kind == AddressKind.Multicast && !(IPAddress.TryParse(host, out var group) && IsMulticast(group)))
        {
            throw text.Error(start, $"{AddressText.Quote(host)} is no multicast group.", "Groups go from 224.0.0.0 to 239.255.255.255 and begin with ff in IPv6, as in 239.1.2.3.");
        }

        return Make(scheme, host, port, null, OptionSyntax.Read(text, optionsAt, scheme));
    }

    static Address ReadRaw(AddressText text, int start, AddressScheme scheme)
    {
        var end = text.Text.IndexOf(',', start);
        end = end < 0 ? text.Length : end;
        var colon = text.Text.IndexOf(':', start, end - start);
        var protocol = text.Text[start..(colon < 0 ? end : colon)].ToLowerInvariant();
        var isNumber = protocol.Length > 0 && protocol.All(char.IsAsciiDigit);
        if (isNumber ? !byte.TryParse(protocol, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            : !(protocol.Length is > 0 and <= 32 && char.IsAsciiLetterLower(protocol[0]) && protocol.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
        {
            throw text.Error(start, $"{AddressText.Quote(protocol)} is no IP protocol.", "Write a name such as icmp, or a number from 0 to 255.");
        }

        protocol = isNumber ? byte.Parse(protocol, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : protocol;
        if (colon < 0 || colon + 1 == end)
        {
            throw text.Error(end, "The host is missing.", $"Write raw:{protocol}:HOST.");
        }

        var host = text[colon + 1] == '[' ? HostSyntax.ReadBracketed(text, colon + 1, end, out var after) : HostSyntax.Read(text, colon + 1, after = end);
        return after == end
            ? Make(scheme, host, null, protocol, OptionSyntax.Read(text, end, scheme))
            : throw text.Error(after, $"'{text[after]}' cannot follow the host.", "A raw IP socket has no port.");
    }

    static Address ReadText(AddressText text, int start, AddressScheme scheme)
    {
        var position = start;
        var quoted = false;
        var target = scheme.Kind == AddressKind.Exec ? ValueSyntax.ReadCommand(text, ref position) : ValueSyntax.Read(text, ref position, out quoted);
        if (!quoted && scheme.Kind is AddressKind.Unix or AddressKind.File && target.StartsWith("///", StringComparison.Ordinal))
        {
            target = target[2..];
        }

        if (string.IsNullOrWhiteSpace(target))
        {
            throw text.Error(start, $"'{scheme.Format()}' needs a target.", $"Write {Example(scheme.Format())}.");
        }

        target = scheme.Kind switch
        {
            AddressKind.Unix or AddressKind.UnixDatagram => CheckUnix(text, start, target),
            AddressKind.Packet => KnownOption.IsInterface(target) ? target : throw text.Error(start, $"{AddressText.Quote(target)} is no interface.", "Write an interface's name, as in packet:eth0."),
            AddressKind.Descriptor => CheckDescriptor(text, start, target),
            AddressKind.Systemd => target.Length <= MaxDescriptorName && target.All(c => c is > ' ' and <= '~' and not ':') ? target
                : throw text.Error(start, $"{AddressText.Quote(target)} is no descriptor name.", "Names have visible ASCII characters without ':' (FileDescriptorName= of the socket unit)."),
            _ => target,
        };
        return Make(scheme, null, null, target, OptionSyntax.Read(text, position, scheme));
    }

    static string CheckUnix(AddressText text, int start, string path)
    {
        if (path == "@")
        {
            throw text.Error(start + 1, "The abstract name is missing.", "Write it after the '@', as in unix:@name.");
        }

        var bytes = Encoding.UTF8.GetByteCount(path);
        return bytes <= MaxUnixPath ? path
            : throw text.Error(start, $"The path has {bytes} bytes; a Unix socket's has at most {MaxUnixPath}.", "Use a shorter path, or a relative one from another directory.");
    }

    static string CheckDescriptor(AddressText text, int start, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor)
            ? descriptor.ToString(CultureInfo.InvariantCulture)
            : throw text.Error(start, $"{AddressText.Quote(number)} is no descriptor.", "Write a number, as in fd:3.");

    static bool IsMulticast(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address.IsIPv6Multicast || (bytes.Length == 4 && bytes[0] is >= 224 and <= 239);
    }

    static Address Make(AddressScheme scheme, string? host, int? port, string? target, List<AddressOption> options) => new()
    {
        Kind = scheme.Kind,
        Layers = scheme.Layers,
        Listens = scheme.Listens,
        Host = host,
        Port = port,
        Target = target,
        Options = options,
    };
}
