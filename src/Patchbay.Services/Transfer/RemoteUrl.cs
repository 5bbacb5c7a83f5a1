using System.Text;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>A URL of a file or folder on a server (RFC 3986; for FTP RFC 1738 section 3.2). Immutable.</summary>
internal sealed record RemoteUrl
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 8192;

    static readonly (string Word, TransferScheme Scheme, int Port)[] Schemes =
    [
        ("http", TransferScheme.Http, 80),
        ("https", TransferScheme.Https, 443),
        ("ftp", TransferScheme.Ftp, 21),
        ("ftps", TransferScheme.FtpImplicitTls, 990),
        ("ftpes", TransferScheme.FtpExplicitTls, 21),
    ];

    static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public required TransferScheme Scheme { get; init; }

    /// <summary>In lower case, IPv6 without brackets.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The user that stands in the URL, or null.</summary>
    public string? User { get; init; }

    /// <summary>The password that stands in the URL, or null.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// HTTP: in percent-encoding, beginning with a slash. FTP: as the server gets it; it begins with a slash only where the URL says so
    /// (<c>ftp://host//abs</c>, <c>ftp://host/%2Fabs</c>), else it starts in the folder that the login leads to.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>With its question mark; empty where there is none, and for FTP.</summary>
    public string Query { get; init; } = "";

    public bool IsHttp => Scheme is TransferScheme.Http or TransferScheme.Https;

    public bool IsTls => Scheme is not (TransferScheme.Http or TransferScheme.Ftp);

    public bool IsFolder => Path.Length == 0 || Path.EndsWith('/');

    /// <summary>Host and port, the port only where it is not the scheme's.</summary>
    public string Authority => Port == Find(Scheme).Port ? Bracketed : $"{Bracketed}:{Port}";

    /// <summary>The last name of the path, decoded; empty for a folder.</summary>
    public string Name => Decoded(Path[(Path.LastIndexOf('/') + 1)..]);

    string Bracketed => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>Whether a text begins as a URL of ours does.</summary>
    public static bool IsUrl(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <exception cref="TransferException">It is none.</exception>
    public static RemoteUrl Parse(string text)
    {
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw Bad($"'{Shown(text)}' is no URL", $"For example https://{Shown(text.TrimStart('/'))}.");
        }

        var scheme = FindScheme(text[..colon]);
        if (text.Length > MaxLength)
        {
            throw Bad($"the URL has more than {MaxLength} characters", "");
        }

        if (text.Any(static c => c is < ' ' or '\x7f'))
        {
            throw Bad("a control character stands in the URL", "Write it in percent-encoding.");
        }

        var rest = text[(colon + 3)..];
        var end = rest.AsSpan().IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var target = end < 0 ? "" : rest[end..];
        var at = authority.LastIndexOf('@');
        var (user, password) = at < 0 ? (null, null) : ReadUser(authority[..at]);
        var (host, port) = ReadHost(authority[(at + 1)..], scheme.Port);
        var fragment = target.IndexOf('#', StringComparison.Ordinal);
        target = fragment < 0 ? target : target[..fragment];
        var url = new RemoteUrl { Scheme = scheme.Scheme, Host = host, Port = port, User = user, Password = password, Path = "/" };
        if (!url.IsHttp)
        {
            return url with { Path = ReadFtpPath(target) };
        }

        // HttpClient wants a Uri, whose rules for names are stricter than those of addresses: a last label that begins with '_' is none.
        url = url.WithHttpTarget(target);
        return Uri.TryCreate(url.ToString(), AsItIs, out _) ? url : throw Bad($"'{Shown(host)}' is no host", "The name of a web server has letters, digits and hyphens between its dots.");
    }

    /// <summary>The URL of something inside this folder.</summary>
    /// <param name="relative">Names separated by slashes, not encoded; empty for this one.</param>
    public RemoteUrl Child(string relative)
    {
        if (relative.Length == 0)
        {
            return this;
        }

        var folder = IsFolder ? Path : Path + "/";
        return this with { Path = folder + (IsHttp ? string.Join('/', relative.Split('/').Select(Uri.EscapeDataString)) : relative) };
    }

    /// <summary>For HttpClient: neither user nor password, and nothing of the path changed.</summary>
    public Uri ToUri() => new(ToString(), AsItIs);

    /// <summary>Without user and password: for messages.</summary>
    public override string ToString() => IsHttp
        ? $"{Find(Scheme).Word}://{Authority}{Path}{Query}"
        : $"{Find(Scheme).Word}://{Authority}/{string.Join('/', Path.Split('/').Select(Uri.EscapeDataString))}";

    static (string Word, TransferScheme Scheme, int Port) Find(TransferScheme scheme) => Array.Find(Schemes, known => known.Scheme == scheme);

    static (string Word, TransferScheme Scheme, int Port) FindScheme(string word)
    {
        var known = Array.Find(Schemes, known => known.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
        if (known.Word is not null)
        {
            return known;
        }

        var near = Suggestion.For(word.ToLowerInvariant(), Schemes.Select(static scheme => scheme.Word));
        throw new TransferException(TransferFailure.Unsupported, $"there is no scheme '{Shown(word)}'",
            near is null ? $"There are {string.Join(", ", Schemes.Select(static scheme => scheme.Word))}." : $"Did you mean '{near}'?");
    }

    static (string? User, string? Password) ReadUser(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (user, password) = colon < 0 ? (Strict(text), null) : (Strict(text[..colon]), Strict(text[(colon + 1)..]));
        return user.Length == 0 ? throw Bad("the user in the URL is empty", "Leave out the '@', or name somebody.") : (user, password);
    }

    static (string Host, int Port) ReadHost(string text, int defaultPort)
    {
        if (text.Length == 0)
        {
            throw Bad("the URL has no host", "For example http://HOST/PATH.");
        }

        // Host and port have the rules of every other address.
        var hasPort = text.LastIndexOf(':') > text.LastIndexOf(']');
        if (text.Contains(',', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal)
            || !Address.TryParse($"tcp:{(hasPort ? text : $"{text}:{defaultPort}")}", out var address) || address.Options.Count > 0)
        {
            throw Bad($"'{Shown(text)}' is no host", "It is a name or an address, with a port where it is another than the scheme's: HOST, HOST:8080, [::1]:8080.");
        }

        return (address.Host!, address.Port!.Value);
    }

    RemoteUrl WithHttpTarget(string target)
    {
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (target, "") : (target[..question], target[question..]);
        return this with { Path = path.Length == 0 ? "/" : Encoded(path), Query = Encoded(query) };
    }

    static string ReadFtpPath(string target)
    {
        // A question mark is an ordinary character here (RFC 1738 section 3.2). Encoded, ";type=" is a part of the name.
        var path = target.StartsWith('/') ? target[1..] : target;
        var type = path.LastIndexOf(";type=", StringComparison.OrdinalIgnoreCase);
        if (type < 0)
        {
            return Strict(path);
        }

        return path[type..].Equals(";type=i", StringComparison.OrdinalIgnoreCase)
            ? Strict(path[..type])
            : throw new TransferException(TransferFailure.Unsupported, $"'{Shown(path[type..])}' is not supported", "Files are transferred as they are (;type=i).");
    }

    /// <summary>What may not stand in a URL in percent-encoding; what is encoded stays as it is.</summary>
    static string Encoded(string text)
    {
        if (text.All(IsUrlCharacter))
        {
            return text;
        }

        var result = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (IsUrlCharacter((char)octet))
            {
                result.Append((char)octet);
            }
            else
            {
                result.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return result.ToString();
    }

    static bool IsUrlCharacter(char c) => c is > ' ' and < '\x7f' and not ('"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}');

    static string Decoded(string text)
    {
        try
        {
            return Strict(text);
        }
        catch (TransferException)
        {
            return text;
        }
    }

    /// <summary>Percent-decoded, UTF-8, and nothing in it that would end a command of FTP.</summary>
    static string Strict(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                octets.AddRange(char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? Encoding.UTF8.GetBytes(text.Substring(i++, 2)) : Encoding.UTF8.GetBytes(text.Substring(i, 1)));
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                octets.Add(Convert.FromHexString(text.AsSpan(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                throw Bad($"'{Shown(text)}' has a '%' without two hexadecimal digits", "A percent sign itself is written %25.");
            }
        }

        if (octets.Exists(static octet => octet is < (byte)' ' or 0x7f))
        {
            throw Bad("an encoded control character stands in the URL", "%00, %0A, %0D and the like would end a command in the middle; they are refused.");
        }

        return Utf8Text.TryDecode([.. octets], out var decoded) ? decoded : throw Bad($"'{Shown(text)}' is no UTF-8", "");
    }

    static string Shown(string text) => Utf8Text.Shown(text.Length <= 60 ? text : text[..60] + "…");

    static TransferException Bad(string message, string hint) => new(TransferFailure.BadUrl, message, hint);
}
