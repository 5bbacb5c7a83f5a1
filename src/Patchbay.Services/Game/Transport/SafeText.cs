using System.Text;

namespace Patchbay.Services.Game.Transport;

/// <summary>Text of others that will be shown on a terminal: no control characters, nothing that turns lines round.</summary>
static class SafeText
{
    /// <summary>UTF-8 to text; what must not be shown becomes <c>?</c>.</summary>
    public static string Decode(ReadOnlySpan<byte> utf8) => Clean(Encoding.UTF8.GetString(utf8));

    /// <summary>The same for text.</summary>
    public static string Clean(string text) => string.Create(text.Length, text, static (clean, text) =>
    {
        for (var i = 0; i < clean.Length; i++)
        {
            clean[i] = IsShown(text[i]) ? text[i] : '?';
        }
    });

    // Controls, direction marks and overrides, joiners, and whatever takes two columns or none would tear a table: letters, digits, signs of one column remain.
    static bool IsShown(char one) => one is >= ' ' and <= '~' or >= '\u00A1' and <= '\u02FF' or >= '\u0370' and <= '\u052F' or '€';
}
