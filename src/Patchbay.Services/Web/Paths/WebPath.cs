using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Patchbay.Services.Web;

/// <summary>
/// The path of a request as names of files. The one place where a target becomes names: percent signs are decoded once, and what then is not the name of a
/// file or folder below the root is refused. Immutable.
/// </summary>
/// <param name="Segments">The names from the root on, decoded; none for the root itself.</param>
/// <param name="IsFolder">The path ended with a slash: it means a folder.</param>
sealed record WebPath(IReadOnlyList<string> Segments, bool IsFolder)
{
    /// <summary>The longest target that is read, in characters.</summary>
    public const int MaxLength = 4096;

    // RFC 8615: the one name with a dot that the web is meant to see, and at the root only.
    const string WellKnown = ".well-known";

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The root.</summary>
    public static WebPath Root { get; } = new([], IsFolder: true);

    /// <summary>The last name, or the empty text for the root.</summary>
    public string Name => Segments is [.., var last] ? last : "";

    /// <summary>The path of the folder that this is in; the root's is the root.</summary>
    public WebPath Parent => Segments.Count == 0 ? this : new([.. Segments.SkipLast(1)], IsFolder: true);

    /// <summary>The path of something in this folder.</summary>
    public WebPath Child(string name) => new([.. Segments, name], IsFolder: false);

    /// <summary>As an URL's path: percent-encoded, from the root.</summary>
    public string ToUrl() => Segments.Count == 0 ? "/" : "/" + string.Join('/', Segments.Select(Uri.EscapeDataString)) + (IsFolder ? "/" : "");

    /// <summary>For people, not encoded.</summary>
    public override string ToString() => "/" + string.Join('/', Segments) + (IsFolder && Segments.Count > 0 ? "/" : "");

    /// <summary>Reads the target of a request (RFC 9112 section 3.2), in origin form or absolute form; a query is not looked at.</summary>
    /// <param name="target">As it stands in the request.</param>
    /// <param name="windows">Names are to be safe on Windows.</param>
    /// <param name="path">The path, when nothing is wrong.</param>
    public static WebPathFault TryParse(string target, bool windows, out WebPath? path)
    {
        path = null;
        if (target.Length > MaxLength)
        {
            return WebPathFault.Malformed;
        }

        var rest = WithoutAuthority(target.AsSpan());
        var end = rest.IndexOfAny('?', '#');
        rest = end < 0 ? rest : rest[..end];
        if (rest.Length == 0 || rest[0] != '/')
        {
            return WebPathFault.Malformed;
        }

        var segments = new List<string>();
        rest = rest[1..];
        while (rest.Length > 0)
        {
            var slash = rest.IndexOf('/');
            var raw = slash < 0 ? rest : rest[..slash];
            if (!TryDecode(raw, out var name))
            {
                return WebPathFault.Malformed;
            }

            if (WebFileName.Judge(name, windows) is not WebPathFault.None and var fault && !(fault == WebPathFault.Hidden && segments.Count == 0 && name == WellKnown))
            {
                return fault;
            }

            segments.Add(name);
            if (slash < 0)
            {
                path = new WebPath(segments, IsFolder: false);
                return WebPathFault.None;
            }

            rest = rest[(slash + 1)..];
        }

        path = new WebPath(segments, IsFolder: true);
        return WebPathFault.None;
    }

    /// <summary>The absolute form has scheme and authority in front.</summary>
    static ReadOnlySpan<char> WithoutAuthority(ReadOnlySpan<char> target)
    {
        foreach (var scheme in (ReadOnlySpan<string>)["http://", "https://"])
        {
            if (target.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                var after = target[scheme.Length..];
                var slash = after.IndexOfAny('/', '?', '#');
                return slash < 0 ? "/" : after[slash] == '/' ? after[slash..] : "/";
            }
        }

        return target;
    }

    /// <summary>Decodes percent signs once; false for a broken one and for bytes that are no UTF-8.</summary>
    static bool TryDecode(ReadOnlySpan<char> raw, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!raw.ContainsAnyExceptInRange('\0', '\x7f') && !raw.Contains('%'))
        {
            name = raw.ToString();
            return true;
        }

        var bytes = new byte[StrictUtf8.GetMaxByteCount(raw.Length)];
        var count = 0;
        try
        {
            for (var at = 0; at < raw.Length; at++)
            {
                if (raw[at] != '%')
                {
                    var literal = raw[at..];
                    var next = literal.IndexOf('%');
                    literal = next < 0 ? literal : literal[..next];
                    count += StrictUtf8.GetBytes(literal, bytes.AsSpan(count));
                    at += literal.Length - 1;
                }
                else if (at + 2 < raw.Length && char.IsAsciiHexDigit(raw[at + 1]) && char.IsAsciiHexDigit(raw[at + 2]))
                {
                    bytes[count++] = (byte)((Hex(raw[at + 1]) << 4) | Hex(raw[at + 2]));
                    at += 2;
                }
                else
                {
                    return false;
                }
            }

            name = StrictUtf8.GetString(bytes, 0, count);
            return true;
        }
        catch (ArgumentException)
        {
            // Bytes that are no UTF-8, or half a surrogate pair.
            return false;
        }
    }

    static int Hex(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
