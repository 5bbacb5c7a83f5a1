using Patchbay.Services.Transfer;

namespace Patchbay.Services.Tests.Transfer;

public class SafeNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("..a")]
    [InlineData("...")]
    [InlineData(".hidden")]
    [InlineData("a b ö 😀")]
    [InlineData("aux.c")]
    [InlineData("back\\slash")]
    public void An_ordinary_name_may_be_a_file(string name) => Assert.Null(SafeName.Problem(name, windows: false));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u001b[2Jb")]
    [InlineData("a\u0085b")]
    public void A_name_that_leads_elsewhere_or_moves_the_cursor_may_not(string name) => Assert.NotNull(SafeName.Problem(name, windows: false));

    [Fact]
    public void A_name_has_at_most_255_bytes_of_Unicode()
    {
        Assert.Null(SafeName.Problem(new string('a', 255), false));
        Assert.NotNull(SafeName.Problem(new string('a', 256), false));
        Assert.NotNull(SafeName.Problem(new string('ö', 128), false));
        Assert.NotNull(SafeName.Problem("a" + (char)0xD800, false));
    }

    [Theory]
    [InlineData("CON")]
    [InlineData("aux.c")]
    [InlineData("Lpt1.txt")]
    [InlineData("com9")]
    [InlineData("a:b")]
    [InlineData("a\\b")]
    [InlineData("a.")]
    [InlineData("a ")]
    public void On_Windows_devices_streams_and_dropped_characters_may_not_either(string name) => Assert.NotNull(SafeName.Problem(name, windows: true));

    [Theory]
    [InlineData("console")]
    [InlineData("com10")]
    [InlineData("a.b")]
    public void On_Windows_names_that_only_look_like_devices_may(string name) => Assert.Null(SafeName.Problem(name, windows: true));
}
