namespace Patchbay.Observation;

/// <summary>Cuts a filter into words and signs. A word in quotes may hold anything but its quote.</summary>
static class FilterLexer
{
    static readonly string[] Signs = ["&&", "||", "==", "!=", "<=", ">=", "(", ")", "!", "&", "|", "=", "<", ">"];

    public static List<FilterToken> Cut(string text)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] is '\'' or '"')
            {
                var end = text.IndexOf(text[at], at + 1);
                if (end < 0)
                {
                    throw new FilterFormatException(text, at, "the quote is never closed", $"Close it with {text[at]}.");
                }

                tokens.Add(new(text[(at + 1)..end], at, true));
                at = end + 1;
            }
            else if (SignAt(text, at) is { } sign)
            {
                tokens.Add(new(sign, at, false));
                at += sign.Length;
            }
            else
            {
                var start = at;
                while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('\'' or '"') && SignAt(text, at) is null)
                {
                    at++;
                }

                tokens.Add(new(text[start..at], start, true));
            }
        }

        tokens.Add(new("", text.Length, false));
        return tokens;
    }

    static string? SignAt(string text, int at) => Array.Find(Signs, sign => string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0);
}
