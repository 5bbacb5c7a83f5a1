using System.Globalization;
using System.Text;

namespace Patchbay.Observation;

/// <summary>Cuts a line of <c>lab step</c> into words. Quoted text keeps its spaces and may have <c>\n \r \t \\ \" \0 \xHH</c>; <c>#</c> begins a remark. Pure.</summary>
static class StepLexer
{
    /// <summary>Longest line.</summary>
    public const int MostCharacters = 4096;

    /// <exception cref="StepFormatException">A quote does not end, or an escape is none.</exception>
    public static IReadOnlyList<StepWord> Words(string line)
    {
        if (line.Length > MostCharacters)
        {
            throw new StepFormatException($"a line of {line.Length} characters is too long", "`send a 65536` sends so many bytes.");
        }

        var words = new List<StepWord>();
        var at = 0;
        while (at < line.Length)
        {
            if (char.IsWhiteSpace(line[at]))
            {
                at++;
            }
            else if (line[at] == '#')
            {
                break;
            }
            else if (line[at] == '"')
            {
                words.Add(new(Quoted(line, ref at), IsQuoted: true));
            }
            else
            {
                var start = at;
                while (at < line.Length && !char.IsWhiteSpace(line[at]) && line[at] is not ('"' or '#'))
                {
                    at++;
                }

                words.Add(new(Encoding.UTF8.GetBytes(line[start..at]), IsQuoted: false));
            }
        }

        return words;
    }

    static byte[] Quoted(string line, ref int at)
    {
        var bytes = new List<byte>();
        for (at++; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                at++;
                return [.. bytes];
            }

            if (line[at] != '\\')
            {
                var width = char.IsHighSurrogate(line[at]) && at + 1 < line.Length && char.IsLowSurrogate(line[at + 1]) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(line.Substring(at, width)));
                at += width - 1;
                continue;
            }

            at++;
            bytes.Add(Escaped(line, ref at));
        }

        throw new StepFormatException("the quoted text does not end", "Put a \" behind it.");
    }

    static byte Escaped(string line, ref int at)
    {
        if (at + 2 < line.Length && line[at] == 'x' && byte.TryParse(line.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            at += 2;
            return value;
        }

        return (at < line.Length ? line[at] : ' ') switch
        {
            'n' => (byte)'\n',
            'r' => (byte)'\r',
            't' => (byte)'\t',
            '0' => 0,
            '\\' => (byte)'\\',
            '"' => (byte)'"',
            _ => throw new StepFormatException("a \\ in quoted text begins nothing known", "There are \\n \\r \\t \\0 \\\\ \\\" and \\xHH."),
        };
    }
}
