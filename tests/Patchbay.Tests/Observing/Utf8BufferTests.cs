using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Sockets;

namespace Patchbay.Tests.Observing;

public class Utf8BufferTests
{
    [Fact]
    public void Numbers_are_written_as_the_framework_writes_them() => Prop.ForAll<ulong, uint>((number, thousandths) =>
    {
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Write(text => text.Append(number)));
        Assert.Equal((thousandths / 1000.0).ToString("0.###", CultureInfo.InvariantCulture), Write(text => text.AppendThousandths(thousandths)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_ends_of_the_range_are_numbers_too()
    {
        foreach (var number in new ulong[] { 0, 9, 10, 99, 100, uint.MaxValue, long.MaxValue, ulong.MaxValue })
        {
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Write(text => text.Append(number)));
        }
    }

    [Fact]
    public void Sizes_are_the_same_in_tables_and_in_messages() => Prop.ForAll<ulong, byte>((bytes, shift) =>
    {
        bytes >>= shift % 64;
        Assert.Equal(Quantity.Bytes(bytes), Write(text => Quantity.WriteBytes(text, bytes)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Times_are_the_same_in_tables_and_in_messages()
    {
        for (var milliseconds = 0u; milliseconds < 20_000; milliseconds++)
        {
            Assert.Equal(Duration.Format(TimeSpan.FromMilliseconds(milliseconds)), Write(text => Quantity.WriteMilliseconds(text, milliseconds)));
        }

        Assert.Equal(Duration.Format(TimeSpan.FromMilliseconds(uint.MaxValue)), Write(static text => Quantity.WriteMilliseconds(text, uint.MaxValue)));
    }

    [Fact]
    public void Text_is_written_whole_whatever_it_is() => Prop.ForAll<string?[]>(parts =>
    {
        var texts = parts.Select(static part => part ?? "").ToList();
        var whole = string.Concat(texts.Select(static text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(whole, Write(buffer => texts.ForEach(buffer.Append)));
        Assert.Equal(whole, Write(buffer => texts.ForEach(text => buffer.Append(Encoding.UTF8.GetBytes(text)))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Cleaned_text_has_no_control_character_and_its_width_is_its_characters() => Prop.ForAll<string?, string?>((before, text) =>
    {
        var buffer = new Utf8Buffer();
        buffer.Append(before ?? "");
        var start = buffer.Length;
        buffer.Append(text ?? "");
        // A C1 control takes two bytes, and each becomes a question mark.
        var expected = string.Concat(Encoding.UTF8.GetString(buffer.Written[start..]).Select(static one => !char.IsControl(one) ? $"{one}" : one < 0x80 ? "?" : "??"));
        var width = buffer.Clean(start);
        Assert.Equal(expected, Encoding.UTF8.GetString(buffer.Written[start..]));
        Assert.Equal(expected.EnumerateRunes().Count(), width);
    }).QuickCheckThrowOnFailure();

    static string Write(Action<Utf8Buffer> write)
    {
        var buffer = new Utf8Buffer();
        write(buffer);
        return Encoding.UTF8.GetString(buffer.Written);
    }
}
