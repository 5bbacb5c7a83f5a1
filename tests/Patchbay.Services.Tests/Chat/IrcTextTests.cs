using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

public class IrcTextTests
{
    [Fact]
    public void A_line_is_cut_at_512_octets_between_two_characters()
    {
        var line = IrcLine.Format("", "s", "PRIVMSG", ["#a"], new string('é', 400));
        Assert.InRange(line.Length, 511, 512);
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(line);
        Assert.EndsWith("é\r\n", text);
    }

    [Fact]
    public void Nothing_that_is_written_makes_a_second_line_or_another_parameter()
    {
        Assert.Equal(":s 401 n * :x y\r\n", Encoding.UTF8.GetString(IrcLine.Format("", "s", "401", ["n", "a b"], "x\ny")));
        Assert.Equal(":s 401 n * :x\r\n", Encoding.UTF8.GetString(IrcLine.Format("", "s", "401", ["n", ":a"], "x")));
        Assert.Equal(":s 401 n * :x\r\n", Encoding.UTF8.GetString(IrcLine.Format("", "s", "401", ["n", ""], "x")));
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c?e", "abbcde", true)]
    [InlineData("A!*@*", "a!b@c", true)]
    [InlineData("*.example.org", "www.example.com", false)]
    [InlineData("a?", "a", false)]
    [InlineData("", "a", false)]
    public void Masks_match_as_ever(string mask, string text, bool matches) => Assert.Equal(matches, Mask.Matches(mask, text));

    [Fact]
    public void Masks_match_as_regular_expressions_do()
    {
        var mask = Gen.Elements('a', 'B', '*', '?', '!').ArrayOf().Select(static letters => new string(letters));
        var text = Gen.Elements('a', 'b', 'B', '!').ArrayOf().Select(static letters => new string(letters));
        Prop.ForAll(mask.ToArbitrary(), text.ToArbitrary(), (mask, text) =>
            Mask.Matches(mask, text) == Regex.IsMatch(text, "^" + Regex.Escape(mask).Replace("\\*", ".*").Replace("\\?", ".") + "$", RegexOptions.IgnoreCase)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_mask_of_many_stars_is_no_burden() => Assert.False(Mask.Matches(string.Concat(Enumerable.Repeat("*a", 250)), new string('a', 249) + "b"));

    [Theory]
    [InlineData("ann", "ann!*@*")]
    [InlineData("u@h", "*!u@h")]
    [InlineData("n!u", "n!u@*")]
    [InlineData("n!u@h", "n!u@h")]
    [InlineData("@h", "*!*@h")]
    [InlineData("!", "*!*@*")]
    public void Masks_of_people_are_completed(string mask, string full) => Assert.Equal(full, Mask.Complete(mask));

    [Fact]
    public void Names_are_equal_under_ascii_only()
    {
        Assert.Equal("ann[]É", CaseMapping.Fold("ANN[]É"));
        Assert.NotEqual(CaseMapping.Fold("a["), CaseMapping.Fold("a{"));
    }

    [Theory]
    [InlineData("+o-v+kl", "a b c 5", "+o a, -v b, +k c, +l 5")]
    [InlineData("nt", "", "+n, +t")]
    [InlineData("+b", "", "+b")]
    [InlineData("+ooo", "a b c", "+o a, +o b")]
    [InlineData("-l+l", "9", "-l, +l 9")]
    public void Mode_strings_are_taken_apart(string modes, string arguments, string expected)
    {
        var changes = ModeString.Parse(modes, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), static (mode, adds) => mode is 'o' or 'v' or 'k' or 'b' || (mode == 'l' && adds), most: arguments == "a b c" ? 2 : 12);
        Assert.Equal(expected, string.Join(", ", changes.Select(static change => $"{(change.Adds ? '+' : '-')}{change.Mode}{(change.Argument is null ? "" : " " + change.Argument)}")));
    }

    [Fact]
    public void Changes_are_written_with_as_few_signs_as_there_are_turns() =>
        Assert.Equal("+ov-k", ModeString.Format([new(true, 'o', "a"), new(true, 'v', "b"), new(false, 'k', "c")]).Modes);
}
