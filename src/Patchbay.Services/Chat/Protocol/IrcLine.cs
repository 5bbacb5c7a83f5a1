using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Patchbay.Services.Chat;

/// <summary>Writes lines. What does not fit is cut, between two characters; what cannot stand where it is put is replaced: no input makes a second line or another parameter.</summary>
internal static class IrcLine
{
    const int Room = IrcLimits.Body - 2;
    static readonly SearchValues<byte> LineEnds = SearchValues.Create(0, (byte)'\r', (byte)'\n');
    static readonly SearchValues<char> WordEnds = SearchValues.Create(" \0\r\n");

    /// <summary>A whole line in UTF-8, with CR LF.</summary>
    /// <param name="tags">The tags, escaped, without <c>@</c>; empty for none.</param>
    /// <param name="source">Who it comes from; null for a client's own line.</param>
    /// <param name="command">A command or numeric.</param>
    /// <param name="parameters">Words. One that cannot be a word becomes <c>*</c>.</param>
    /// <param name="text">The last parameter, which may hold spaces; null for none.</param>
    public static byte[] Format(string tags, string? source, string command, ReadOnlySpan<string> parameters, string? text)
    {
        Span<byte> body = stackalloc byte[Room];
        var length = 0;
        if (source is not null)
        {
            Append(body, ref length, ":");
            Append(body, ref length, source);
            Append(body, ref length, " ");
        }

        Append(body, ref length, command);
        foreach (var parameter in parameters)
        {
            Append(body, ref length, " ");
            Append(body, ref length, IsWord(parameter) ? parameter : "*");
        }

        if (text is not null)
        {
            Append(body, ref length, " :");
            Append(body, ref length, text);
        }

        body[..length].ReplaceAny(LineEnds, (byte)' ');
        var tagOctets = tags.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(tags) + 2;
        var line = new byte[tagOctets + length + 2];
        if (tagOctets > 0)
        {
            line[0] = (byte)'@';
            Encoding.UTF8.GetBytes(tags, line.AsSpan(1));
            line[tagOctets - 1] = (byte)' ';
        }

        body[..length].CopyTo(line.AsSpan(tagOctets));
        line[^2] = (byte)'\r';
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>Octets of a text.</summary>
    public static int Length(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>As much of a text as fits into so many octets, cut between two characters.</summary>
    public static string Cut(string text, int octets)
    {
        if (text.Length * 3 <= octets || Length(text) <= octets)
        {
            return text;
        }

        Span<byte> bytes = stackalloc byte[octets];
        Utf8.FromUtf16(text, bytes, out var read, out _);
        return text[..read];
    }

    static bool IsWord(string parameter) => parameter.Length > 0 && parameter[0] != ':' && parameter.AsSpan().IndexOfAny(WordEnds) < 0;

    static void Append(Span<byte> body, ref int length, string text)
    {
        // FromUtf16 stops before the first character that does not fit as a whole.
        Utf8.FromUtf16(text, body[length..], out _, out var written);
        length += written;
    }
}
