using System.Globalization;

namespace Patchbay.Observation;

/// <summary>What somebody wants explained: a name, or a number that may mean several things. Pure.</summary>
/// <param name="Text">The words, without one that says which kind.</param>
/// <param name="Kind">Which kind, where it was said: <c>port 80</c>, <c>errno 104</c>, <c>exit 28</c>, <c>signal 13</c>.</param>
/// <param name="Number">The number, when it is one.</param>
/// <param name="IsAddress">It looks like an address, which has a verb of its own.</param>
public sealed record ExplainQuery(string Text, ExplainKind Kind, int? Number, bool IsAddress)
{
    /// <summary>Longest words there are, with much to spare.</summary>
    const int MostCharacters = 200;

    static readonly Dictionary<string, ExplainKind> KindWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["port"] = ExplainKind.Port,
        ["tcp"] = ExplainKind.Port,
        ["udp"] = ExplainKind.Port,
        ["errno"] = ExplainKind.Errno,
        ["error"] = ExplainKind.Errno,
        ["exit"] = ExplainKind.Exit,
        ["code"] = ExplainKind.Exit,
        ["exit code"] = ExplainKind.Exit,
        ["signal"] = ExplainKind.Signal,
    };

    /// <summary>Reads what was asked; never fails.</summary>
    public static ExplainQuery Parse(IEnumerable<string> words)
    {
        var text = string.Join(' ', words).Trim();
        text = text.Length > MostCharacters ? text[..MostCharacters] : text;
        if (text.LastIndexOf(' ') is > 0 and var space && KindWords.TryGetValue(text[..space].Trim(), out var kind) && NumberOf(text[(space + 1)..]) is { } said)
        {
            return new(text[(space + 1)..], kind, said, false);
        }

        // :443, 443/tcp and tcp/443 are ports and nothing else.
        if (text.StartsWith(':') && NumberOf(text[1..]) is { } port)
        {
            return new(text[1..], ExplainKind.Port, port, false);
        }

        if (text.Split('/') is [var left, var right])
        {
            var number = right is "tcp" or "udp" ? NumberOf(left) : left is "tcp" or "udp" ? NumberOf(right) : null;
            if (number is not null)
            {
                return new(text, ExplainKind.Port, number, false);
            }
        }

        return new(text, ExplainKind.Any, NumberOf(text), LooksLikeAddress(text));
    }

    static int? NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // A host and a port, a URL, a literal of IPv4 or IPv6: what the glossary knows of these (127.0.0.1, 0.0.0.0) is looked up before.
    static bool LooksLikeAddress(string text) =>
        !text.Contains(' ', StringComparison.Ordinal)
        && (text.Contains(':', StringComparison.Ordinal) || System.Net.IPAddress.TryParse(text, out _) && text.Contains('.', StringComparison.Ordinal)
            || text.Contains('.', StringComparison.Ordinal) && !text.StartsWith('.') && !text.EndsWith('.'));
}
