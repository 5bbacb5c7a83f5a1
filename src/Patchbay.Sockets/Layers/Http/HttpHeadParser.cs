using System.Buffers;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>Reads the head of an HTTP/1.1 message (RFC 9112 sections 2 to 5). Pure and bounded; strict, except that a line may end with LF alone (section 2.2).</summary>
internal static class HttpHeadParser
{
    /// <summary>Octets a head may have, its last empty line included.</summary>
    public const int MaxSize = 8 * 1024;

    /// <summary>Fields a head may have.</summary>
    public const int MaxFields = 100;

    static readonly SearchValues<byte> TokenOctets = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Looks for a whole head at the start of <paramref name="input"/>.</summary>
    /// <param name="input">What has come so far.</param>
    /// <param name="head">The head, when it is whole and good.</param>
    /// <param name="length">Its octets; what follows is not looked at.</param>
    /// <param name="failure">Why it is no head, in words; null when it is good, or when more is needed.</param>
    /// <returns>False: more is needed. True: there is a head or a failure.</returns>
    public static bool TryParse(ReadOnlySpan<byte> input, out HttpHead? head, out int length, out string? failure)
    {
        (head, length, failure) = (null, 0, null);
        string[]? start = null;
        var fields = new List<KeyValuePair<string, string>>();
        while (true)
        {
            var rest = input[length..];
            var end = rest.IndexOf((byte)'\n');
            if (start is null && LooksForeign(end < 0 ? rest : rest[..end]))
            {
                failure = "it is not HTTP";
                return true;
            }

            if (end < 0 || length + end >= MaxSize)
            {
                failure = input.Length >= MaxSize ? $"the head is longer than {MaxSize} bytes" : null;
                return failure is not null;
            }

            length += end + 1;
            var line = rest[..end];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (start is null)
            {
                start = ParseStart(line);
                failure = start is null ? "the first line is not HTTP/1.1" : null;
            }
            else if (line.IsEmpty)
            {
                head = new HttpHead(start, fields);
                return true;
            }
            else if (fields.Count == MaxFields)
            {
                failure = $"the head has more than {MaxFields} fields";
            }
            else if (ParseField(line) is { } field)
            {
                fields.Add(field);
            }
            else
            {
                failure = "a header field is malformed";
            }

            if (failure is not null)
            {
                return true;
            }
        }
    }

    /// <summary>
    /// Tells binary rubbish before a line of it is there. A reason phrase may have octets above ASCII and tabs (RFC 9112 section 4), so what began as a response is spared.
    /// </summary>
    static bool LooksForeign(ReadOnlySpan<byte> line)
    {
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        return line.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0 && !line.StartsWith("HTTP/"u8);
    }

    static string[]? ParseStart(ReadOnlySpan<byte> line)
    {
        // The reason phrase is shown to people, so cleaned.
        var text = Clean(line);
        var parts = text.Split(' ', 3);
        var isResponse = text.StartsWith("HTTP/1.", StringComparison.Ordinal);
        if (isResponse)
        {
            return parts.Length >= 2 && parts[1].Length == 3 && parts[1].All(char.IsAsciiDigit) ? [parts[0], parts[1], parts.Length == 3 ? parts[2] : ""] : null;
        }

        return parts.Length == 3 && parts[0].Length > 0 && parts[0].All(char.IsAsciiLetter) && parts[1].Length > 0 && parts[2] is "HTTP/1.1" or "HTTP/1.0" ? parts : null;
    }

    static KeyValuePair<string, string>? ParseField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');

        // No space before the colon and no folded line: both have carried attacks (RFC 9112 sections 5.1 and 5.2).
        if (colon <= 0 || line[..colon].IndexOfAnyExcept(TokenOctets) >= 0)
        {
            return null;
        }

        var value = line[(colon + 1)..].Trim(" \t"u8);
        return value.IndexOfAny((byte)'\r', (byte)'\0') >= 0 ? null : new(Encoding.ASCII.GetString(line[..colon]), Clean(value));
    }

    static string Clean(ReadOnlySpan<byte> text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = source[i] is >= 32 and < 127 ? (char)source[i] : '?';
        }
    });
}
