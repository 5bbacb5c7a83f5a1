using System.Buffers;
using System.Globalization;
using System.Text;

namespace Patchbay.Probing;

/// <summary>What a foreign server said, so that it can be shown on a terminal: nothing that moves the cursor, changes the direction or hides.</summary>
static class PrintableText
{
    /// <summary>UTF-8 as it can be shown: control, format and line characters are escaped, broken bytes are shown as \xNN, long texts are cut with '…'.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="most">Characters of the result at most.</param>
    public static string Of(ReadOnlySpan<byte> bytes, int most = 200)
    {
        var text = new StringBuilder(Math.Min(bytes.Length, most));
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            var before = text.Length;
            if (status != OperationStatus.Done)
            {
                foreach (var broken in bytes[..consumed])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{broken:x2}");
                }
            }
            else
            {
                Append(text, rune);
            }

            bytes = bytes[consumed..];
            if (text.Length > most)
            {
                text.Length = Math.Min(before, most - 1);
                return text.Append('…').ToString();
            }
        }

        return text.ToString();
    }

    /// <summary>The same for text.</summary>
    public static string Of(string text, int most = 200) => Of(Encoding.UTF8.GetBytes(text.Length > 4 * most ? text[..(4 * most)] : text), most);

    static void Append(StringBuilder text, Rune rune)
    {
        var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;
        switch (rune.Value)
        {
            case '\r':
                text.Append("\\r");
                break;
            case '\n':
                text.Append("\\n");
                break;
            case '\t':
                text.Append("\\t");
                break;
            case < 0x100 when isHidden:
                text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                break;
            case var value when isHidden:
                text.Append(CultureInfo.InvariantCulture, $"\\u{{{value:x}}}");
                break;
            default:
                text.Append(rune);
                break;
        }
    }
}
