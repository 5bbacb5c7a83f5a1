using System.Globalization;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>Shows a person where a text stops being an address.</summary>
public static class AddressDiagnostic
{
    // Fits a terminal of 80 columns with the two ellipses.
    const int Width = 76;

    /// <summary>
    /// Three lines: the text, a caret under the wrong column, the hint. The message itself is not among them: it goes into the line above,
    /// as in <c>patchbay: Port 70000 is out of range.</c> Long texts are cut around the column; characters without a shape are shown as <c>�</c>.
    /// </summary>
    public static string Render(AddressFormatException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return Render(error.Text, error.Column, error.Hint);
    }

    /// <summary>The same for any text.</summary>
    internal static string Render(string text, int column, string hint)
    {
        var start = Math.Max(0, Math.Min(column - (Width / 2), text.Length - Width));
        var end = Math.Min(text.Length, start + Width);
        if (start > 0 && char.IsLowSurrogate(text[start]))
        {
            start--;
        }

        var line = new StringBuilder(start > 0 ? "…" : "");
        var caret = start > 0 ? 1 : 0;
        for (var i = start; i < end;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || Rune.IsControl(rune))
            {
                rune = Rune.ReplacementChar;
            }

            line.Append(rune.ToString());
            if (i < column)
            {
                caret += Columns(rune);
            }

            i += rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength;
        }

        line.Append(end < text.Length ? "…" : "");
        return $"{line}\n{new string(' ', caret)}^\n{hint}";
    }

    /// <summary>Terminal columns of a character: none for marks, two for the wide scripts (UAX 11), else one.</summary>
    static int Columns(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1,
    };
}
