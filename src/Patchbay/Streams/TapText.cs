using System.Globalization;
using System.Text;

namespace Patchbay;

/// <summary>Bytes for eyes. Pure.</summary>
static class TapText
{
    const int BytesPerLine = 16;

    /// <summary>Sixteen bytes a line: offset, hexadecimal, and printable ASCII beside it.</summary>
    public static void AppendHex(StringBuilder text, ReadOnlySpan<byte> bytes, long offset)
    {
        for (var start = 0; start < bytes.Length; start += BytesPerLine)
        {
            var line = bytes[start..Math.Min(start + BytesPerLine, bytes.Length)];
            text.Append(CultureInfo.InvariantCulture, $"  {offset + start:x8} ");
            for (var i = 0; i < BytesPerLine; i++)
            {
                text.Append(i == BytesPerLine / 2 ? " " : "");
                _ = i < line.Length ? text.Append(CultureInfo.InvariantCulture, $" {line[i]:x2}") : text.Append("   ");
            }

            text.Append("  |");
            foreach (var value in line)
            {
                text.Append(value is >= 0x20 and < 0x7f ? (char)value : '.');
            }

            text.Append("|\n");
        }
    }

    /// <summary>
    /// One line a line. What is no printable UTF-8 becomes an escape of C: a terminal must not obey what a peer sends. A line that has not ended yet ends
    /// with a backslash.
    /// </summary>
    public static void AppendText(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        var lineStart = true;
        while (!bytes.IsEmpty)
        {
            if (lineStart)
            {
                text.Append("  ");
                lineStart = false;
            }

            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status != System.Buffers.OperationStatus.Done)
            {
                for (var i = 0; i < length; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{bytes[i]:x2}");
                }
            }
            else if (rune.Value == '\n')
            {
                text.Append("\\n\n");
                lineStart = true;
            }
            else
            {
                AppendRune(text, rune);
            }

            bytes = bytes[length..];
        }

        text.Append(lineStart ? "" : "\\\n");
    }

    static void AppendRune(StringBuilder text, Rune rune)
    {
        switch (rune.Value)
        {
            case '\r':
                text.Append("\\r");
                break;
            case '\t':
                text.Append("\\t");
                break;
            case '\\':
                text.Append("\\\\");
                break;
            default:
                _ = Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    ? text.Append(rune.IsBmp ? "\\u" : "\\U").Append(rune.Value.ToString(rune.IsBmp ? "x4" : "x8", CultureInfo.InvariantCulture))
                    : text.Append(rune.ToString());
                break;
        }
    }
}
