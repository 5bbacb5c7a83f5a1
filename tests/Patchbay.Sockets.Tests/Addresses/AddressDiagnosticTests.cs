namespace Patchbay.Sockets.Tests;

public class AddressDiagnosticTests
{
    [Fact]
    public void The_caret_stands_under_the_wrong_column()
    {
        Assert.Equal(["db:70000", "   ^", "Ports go from 0 to 65535."], Lines("db:70000"));
        Assert.Equal("  ^", Lines("tcp:db")[1][4..]);
    }

    [Fact]
    public void A_wide_character_moves_the_caret_by_two() =>
        Assert.Equal("       ^", Lines("unix:日\"")[1]);

    [Fact]
    public void A_control_character_is_shown_as_a_replacement_and_moves_no_terminal() =>
        Assert.Equal(["a\ufffd:1", " ^"], Lines("a\u001b:1")[..2]);

    [Fact]
    public void A_long_text_is_cut_around_the_column()
    {
        var lines = Lines("exec:" + new string('x', 3000) + "\u0001" + new string('y', 500));

        Assert.Equal(3, lines.Length);
        Assert.InRange(lines[0].Length, 70, 80);
        Assert.StartsWith("…", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("…", lines[0], StringComparison.Ordinal);
        Assert.Equal('\ufffd', lines[0][lines[1].IndexOf('^', StringComparison.Ordinal)]);
    }

    static string[] Lines(string text) =>
        AddressDiagnostic.Render(Assert.Throws<AddressFormatException>(() => Address.Parse(text))).Split('\n');
}
