using System.Collections.ObjectModel;
using System.Text;

namespace Patchbay.Services.Chat;

/// <summary>Message tags (https://ircv3.net/specs/extensions/message-tags). Pure.</summary>
internal static class MessageTags
{
    /// <summary>No tags.</summary>
    public static IReadOnlyDictionary<string, string> None { get; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What stands between <c>@</c> and the space. Of a key that comes twice the last value counts; a tag without a key is passed over.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in text.AsSpan().Split(';'))
        {
            var tag = text.AsSpan()[range];
            var equals = tag.IndexOf('=');
            var key = equals < 0 ? tag : tag[..equals];
            if (!key.IsEmpty)
            {
                tags[key.ToString()] = equals < 0 ? "" : Unescape(tag[(equals + 1)..]);
            }
        }

        return tags;
    }

    /// <summary>Appends <c>key=value</c> with a <c>;</c> before it where something stands already.</summary>
    public static void Append(StringBuilder text, string key, string value)
    {
        if (text.Length > 0)
        {
            text.Append(';');
        }

        text.Append(key);
        if (value.Length > 0)
        {
            text.Append('=');
            Escape(text, value);
        }
    }

    /// <summary>A backslash before nothing is dropped, and before a character without a meaning too.</summary>
    internal static string Unescape(ReadOnlySpan<char> value)
    {
        if (!value.Contains('\\'))
        {
            return value.ToString();
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\')
            {
                text.Append(value[i]);
            }
            else if (++i < value.Length)
            {
                text.Append(value[i] switch { ':' => ';', 's' => ' ', 'r' => '\r', 'n' => '\n', var other => other });
            }
        }

        return text.ToString();
    }

    static void Escape(StringBuilder text, string value)
    {
        foreach (var character in value)
        {
            _ = character switch
            {
                ';' => text.Append("\\:"),
                ' ' => text.Append("\\s"),
                '\\' => text.Append("\\\\"),
                '\r' => text.Append("\\r"),
                '\n' => text.Append("\\n"),
                _ => text.Append(character),
            };
        }
    }
}
