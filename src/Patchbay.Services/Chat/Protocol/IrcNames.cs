namespace Patchbay.Services.Chat;

/// <summary>What can be a nick or a channel's name. Pure.</summary>
internal static class IrcNames
{
    /// <summary>Letters, digits and <c>-_[]\`^{}|</c>, not beginning with a digit or <c>-</c> (RFC 2812 section 2.3.1).</summary>
    public static bool IsNick(string text, int most) =>
        text.Length > 0 && text.Length <= most && !char.IsAsciiDigit(text[0]) && text[0] != '-' && text.All(static c => char.IsAsciiLetterOrDigit(c) || "-_[]\\`^{}|".Contains(c, StringComparison.Ordinal));

    /// <summary><c>#</c> and at least one more character; none of them a space, a comma or a control character.</summary>
    public static bool IsChannel(string text, int most) =>
        text.Length > 1 && text[0] == '#' && IrcLine.Length(text) <= most && !text.Any(static c => c is ' ' or ',' || char.IsControl(c));

    /// <summary>The word looks like a channel, whether it is one or not: <c>CHANTYPES=#</c>.</summary>
    public static bool LooksLikeChannel(string text) => text.StartsWith('#');

    /// <summary>A user's name as others see it: what cannot stand in nick!user@host is left out, and a tilde says that nobody checked it.</summary>
    public static string User(string text, int most)
    {
        var kept = string.Concat(text.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '[' or ']' or '\\' or '`' or '^' or '{' or '}' or '|'));
        return "~" + IrcLine.Cut(kept.Length == 0 ? "user" : kept, most - 1);
    }
}
