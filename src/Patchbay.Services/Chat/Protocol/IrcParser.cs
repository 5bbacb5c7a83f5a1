using System.Text;
using System.Text.Unicode;

namespace Patchbay.Services.Chat;

/// <summary>Takes lines apart (https://modern.ircdocs.horse/#message-format). Pure; any octets will do.</summary>
internal static class IrcParser
{
    /// <summary>Parses one line.</summary>
    /// <param name="line">Without its CR LF.</param>
    /// <param name="mostTags">Octets of tags allowed, with <c>@</c> and space: <see cref="IrcLimits.ClientTags"/> or <see cref="IrcLimits.AllTags"/>.</param>
    /// <param name="message">The message; null when the result is not <see cref="IrcParseError.None"/>.</param>
    public static IrcParseError Parse(ReadOnlySpan<byte> line, int mostTags, out IrcMessage? message)
    {
        var tagOctets = TagOctets(line);
        message = null;
        return tagOctets > mostTags || line.Length - tagOctets > IrcLimits.Body - 2 ? IrcParseError.TooLong : Parse(line, out message);
    }

    /// <summary>Parses a line of any length, which somebody else has bounded; null when it is no message.</summary>
    public static IrcMessage? ParseAny(ReadOnlySpan<byte> line) => Parse(line, out var message) == IrcParseError.None ? message : null;

    static int TagOctets(ReadOnlySpan<byte> line) => line is [(byte)'@', ..] ? line.IndexOf((byte)' ') is >= 0 and var space ? space + 1 : line.Length : 0;

    static IrcParseError Parse(ReadOnlySpan<byte> line, out IrcMessage? message)
    {
        message = null;
        if (line.IndexOfAny((byte)0, (byte)'\r', (byte)'\n') >= 0)
        {
            return IrcParseError.Malformed;
        }

        if (!Utf8.IsValid(line))
        {
            return IrcParseError.NotUtf8;
        }

        var tagOctets = TagOctets(line);
        var tags = tagOctets > 0 ? MessageTags.Parse(Encoding.UTF8.GetString(line[1..tagOctets]).TrimEnd(' ')) : MessageTags.None;
        var rest = line[tagOctets..].TrimStart((byte)' ');
        string? source = null;
        if (rest is [(byte)':', ..])
        {
            source = Encoding.UTF8.GetString(NextWord(ref rest)[1..]);
        }

        var command = NextWord(ref rest);
        if (command.IsEmpty)
        {
            return tagOctets > 0 || source is not null ? IrcParseError.Malformed : IrcParseError.Empty;
        }

        message = new IrcMessage(Encoding.UTF8.GetString(command).ToUpperInvariant(), Parameters(rest)) { Tags = tags, Source = source };
        return IrcParseError.None;
    }

    static List<string> Parameters(ReadOnlySpan<byte> rest)
    {
        var parameters = new List<string>(4);
        while (!rest.IsEmpty)
        {
            if (rest[0] == (byte)':')
            {
                parameters.Add(Encoding.UTF8.GetString(rest[1..]));
                break;
            }

            parameters.Add(Encoding.UTF8.GetString(NextWord(ref rest)));
        }

        return parameters;
    }

    /// <summary>Up to the next space; spaces after it are passed over, for clients that send several.</summary>
    static ReadOnlySpan<byte> NextWord(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)' ');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[end..].TrimStart((byte)' ');
        return word;
    }
}
