using System.Text;
using System.Text.Unicode;

namespace Patchbay.Probing;

/// <summary>A textual answer by lines. Nothing is escaped yet: <see cref="Recognition"/> does it.</summary>
static class AnswerText
{
    /// <summary>Lines that were looked at; no greeting that means something is longer.</summary>
    const int MostLines = 200;

    const int MostLength = 2000;

    /// <summary>UTF-8, and Latin-1 where it is none: no byte is lost.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    /// <summary>Lines that ended, without their end; long ones are cut.</summary>
    public static List<string> Lines(ReadOnlySpan<byte> answer)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines && answer.IndexOf((byte)'\n') is >= 0 and var end)
        {
            lines.Add(Decode(answer[..Math.Min(end, MostLength)].TrimEnd((byte)'\r')));
            answer = answer[(end + 1)..];
        }

        return lines;
    }

    /// <summary>The replies of protocols with three digits (RFC 959 section 4.2, RFC 5321 section 4.2): each line's number, whether it ends its reply, and the text.</summary>
    public static List<(int Code, bool IsLast, string Text)> Replies(ReadOnlySpan<byte> answer)
    {
        var replies = new List<(int, bool, string)>();
        foreach (var line in Lines(answer))
        {
            if (line.Length >= 3 && line.AsSpan(0, 3).IndexOfAnyExceptInRange('0', '9') < 0 && (line.Length == 3 || line[3] is ' ' or '-'))
            {
                replies.Add((int.Parse(line.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), line.Length == 3 || line[3] == ' ', line.Length > 4 ? line[4..] : ""));
            }
            else if (replies.Count == 0)
            {
                break;
            }
        }

        return replies;
    }

    /// <summary>The name and the version in words as "Postfix 3.7.11", "(vsFTPd 3.0.3)", "nginx/1.22.1": a word, then one that begins with a digit.</summary>
    public static (string? Product, string? Version) ProductOf(string words)
    {
        var parts = words.Split([' ', '/', '(', ')', '[', ']', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || !parts[0].Any(char.IsAsciiLetter))
        {
            return (null, null);
        }

        var version = parts.Skip(1).FirstOrDefault(static part => char.IsAsciiDigit(part[0]) || (part.Length > 1 && part[0] is 'v' or 'V' && char.IsAsciiDigit(part[1])));
        return (parts[0], version?.TrimStart('v', 'V'));
    }
}
