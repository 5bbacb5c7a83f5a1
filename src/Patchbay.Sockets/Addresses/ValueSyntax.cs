namespace Patchbay.Sockets;

/// <summary>A value up to the next comma, or in double quotes, in which a doubled quote stands for one.</summary>
internal static class ValueSyntax
{
    /// <summary>Reads a value; afterwards the position is a comma or the end.</summary>
    public static string Read(AddressText text, ref int position, out bool quoted)
    {
        quoted = position < text.Length && text[position] == '"';
        if (quoted)
        {
            var opening = position;
            var value = ReadQuoted(text, ref position);
            return position == text.Length || text[position] == ','
                ? value
                : throw text.Error(position, "Text follows the closing quote.", $"Quote the whole value from column {opening} on; a quote inside is written twice (\"\").");
        }

        var end = text.Text.IndexOf(',', position);
        end = end < 0 ? text.Length : end;
        var quote = text.Text.IndexOf('"', position, end - position);
        if (quote >= 0)
        {
            throw text.Error(quote, "A quote stands inside a value.", "Quote the whole value; a quote inside is written twice (\"\").");
        }

        var start = position;
        position = end;
        return text.Text[start..end];
    }

    /// <summary>
    /// Reads a command line. In quotes as a whole it is a value like any other; otherwise it is kept as written, and a comma inside any of its
    /// own quotes does not end it.
    /// </summary>
    public static string ReadCommand(AddressText text, ref int position)
    {
        var start = position;
        if (position < text.Length && text[position] == '"')
        {
            var value = ReadQuoted(text, ref position);
            if (position == text.Length || text[position] == ',')
            {
                return value;
            }

            position = start;
        }

        var opening = -1;
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (opening >= 0)
            {
                opening = c == text[opening] ? -1 : opening;
            }
            else if (c is '"' or '\'')
            {
                opening = position;
            }
            else if (c == ',')
            {
                break;
            }
        }

        return opening < 0 ? text.Text[start..position] : throw Unclosed(text, opening);
    }

    /// <summary>The value as the canonical form writes it.</summary>
    public static string Format(string value)
    {
        // '///' would lose two of its slashes: unix:///run/x is the URL form of unix:/run/x.
        // A single quote opens one in a command.
        var plain = value.Length > 0 && value.AsSpan().IndexOfAny(',', '"', '\'') < 0
            && !char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1]) && !value.StartsWith("///", StringComparison.Ordinal);
        return plain ? value : '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }

    static string ReadQuoted(AddressText text, ref int position)
    {
        var opening = position++;
        var start = position;
        while (true)
        {
            var quote = text.Text.IndexOf('"', position);
            if (quote < 0)
            {
                throw Unclosed(text, opening);
            }

            position = quote + 1;
            if (position == text.Length || text[position] != '"')
            {
                return text.Text[start..quote].Replace("\"\"", "\"", StringComparison.Ordinal);
            }

            position++;
        }
    }

    static AddressFormatException Unclosed(AddressText text, int opening) =>
        text.Error(opening, "The quote is not closed.", "Add the closing quote; the shell may have taken it, so quote the whole address for the shell too.");
}
