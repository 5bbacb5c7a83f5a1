using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Tests.Streams;

public class TapTextTests
{
    // Bytes as they come: anything, and text with what a terminal obeys.
    static readonly Gen<byte[]> Pieces = Gen.OneOf(
        Gen.Choose(0, 255).Select(static value => (byte)value).ArrayOf(),
        Gen.Elements("a", "\n", "\r", "\t", "\\", "\e[2J", "\u0085", "é", "世", "\u202e", "\u2028", "😀", "\U000e0001", "\0").ArrayOf().Select(static parts => Encoding.UTF8.GetBytes(string.Concat(parts))));

    [Fact]
    public void Text_is_shown_line_by_line_and_an_unfinished_line_says_so() => Assert.Equal("  a\\n\n  b\\\n", Text("a\nb"u8.ToArray()));

    [Fact]
    public void What_a_terminal_would_obey_is_an_escape() =>
        Assert.Equal("  \\u001b[2J\\r\\t\\\\\\xff\\u202e\\U000e0001\\n\n", Text([.. "\e[2J\r\t\\"u8, 0xff, .. "\u202e\U000e0001\n"u8]));

    [Fact]
    public void Hex_is_sixteen_bytes_a_line_with_offset_and_letters() =>
        Assert.Equal("  00000020  41 42 0a 7f                                       |AB..|\n", Hex("AB\n\x7f"u8.ToArray(), 32));

    [Fact]
    public void The_bytes_can_be_read_back_from_the_text() =>
        Prop.ForAll(Pieces.ToArbitrary(), bytes => Unescape(Text(bytes)).SequenceEqual(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_holds_nothing_that_a_terminal_obeys() =>
        Prop.ForAll(Pieces.ToArbitrary(), bytes => Text(bytes).EnumerateRunes().All(static rune => rune.Value == '\n' || !Rune.IsControl(rune))
            && (bytes.Length == 0 || Text(bytes).EndsWith('\n'))).QuickCheckThrowOnFailure();

    [Fact]
    public void The_bytes_can_be_read_back_from_the_hexadecimal() =>
        Prop.ForAll(Pieces.ToArbitrary(), bytes =>
        {
            var lines = Hex(bytes, 0).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Length == (bytes.Length + 15) / 16
                && lines.Select(static (line, index) => Convert.ToInt64(line[2..10], 16) == index * 16L).All(static right => right)
                && lines.SelectMany(static line => line[11..61].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(static pair => Convert.ToByte(pair, 16)).SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    static string Text(byte[] bytes)
    {
        var text = new StringBuilder();
        TapText.AppendText(text, bytes);
        return text.ToString();
    }

    static string Hex(byte[] bytes, long offset)
    {
        var text = new StringBuilder();
        TapText.AppendHex(text, bytes, offset);
        return text.ToString();
    }

    /// <summary>As a person reads it: the lines without their margin, the escapes as C has them.</summary>
    static List<byte> Unescape(string text)
    {
        var bytes = new List<byte>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            for (var i = 2; i < line.Length; i++)
            {
                if (line[i] != '\\')
                {
                    var rune = Rune.GetRuneAt(line, i);
                    bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                    i += rune.Utf16SequenceLength - 1;
                }
                else if (++i < line.Length)
                {
                    i += Escape(bytes, line, i);
                }
            }
        }

        return bytes;
    }

    /// <summary>How many characters follow the letter of the escape.</summary>
    static int Escape(List<byte> bytes, string line, int at)
    {
        var digits = line[at] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            bytes.Add(line[at] switch { 'n' => (byte)'\n', 'r' => (byte)'\r', 't' => (byte)'\t', var same => (byte)same });
            return 0;
        }

        var value = int.Parse(line.AsSpan(at + 1, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        bytes.AddRange(digits == 2 ? [(byte)value] : Encoding.UTF8.GetBytes(new Rune(value).ToString()));
        return digits;
    }
}
