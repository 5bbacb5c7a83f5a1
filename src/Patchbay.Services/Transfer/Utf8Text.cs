using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Patchbay.Services.Transfer;

/// <summary>Text that comes from servers.</summary>
internal static class Utf8Text
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>False when the octets are no UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> octets, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Strict.GetString(octets);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>UTF-8, or Latin-1 where it is none: for messages.</summary>
    public static string Decode(ReadOnlySpan<byte> octets) => TryDecode(octets, out var text) ? text : Encoding.Latin1.GetString(octets);

    /// <summary>Without what would move a terminal's cursor or colour it.</summary>
    public static string Shown(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c)) : text;
}
