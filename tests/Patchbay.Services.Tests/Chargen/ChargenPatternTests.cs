using System.Text;
using Patchbay.Services.Chargen;

namespace Patchbay.Services.Tests.Chargen;

public class ChargenPatternTests
{
    static readonly string[] Lines = Encoding.ASCII.GetString(ChargenPattern.Period.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void The_first_line_has_the_characters_0_to_71_of_the_ring() =>
        Assert.Equal(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg", Lines[0]);

    [Fact]
    public void Ninety_five_lines_have_72_characters_each()
    {
        Assert.Equal(95, Lines.Length);
        Assert.All(Lines, static line => Assert.Equal(72, line.Length));
    }

    [Fact]
    public void Each_line_begins_one_character_further_and_the_last_leads_to_the_first()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            Assert.Equal(Lines[i][1..], Lines[(i + 1) % Lines.Length][..^1]);
        }
    }

    [Fact]
    public void Every_character_prints() => Assert.All(string.Concat(Lines), static c => Assert.InRange(c, ' ', '~'));
}
