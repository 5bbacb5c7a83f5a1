namespace Patchbay.Observation.Tests.Explain;

public class GlossaryParserTests
{
    [Fact]
    public void An_entry_is_read_with_all_its_keys()
    {
        var entry = Assert.Single(GlossaryParser.Parse("# remark\n== half-close\nalso: a, b c\nis: One\n  and two.\nnumber: 7\nblocks: never\nsee: FIN\nnow: sockets tcp state fin-wait-2\nobject: listener\nas file: x\n", GlossaryGroup.Life));
        Assert.Equal(("half-close", "One and two.", 7), (entry.Name, entry.Summary, entry.Number!.Value));
        Assert.Equal(["a", "b c"], entry.Aliases);
        Assert.Equal([("blocks", "never")], entry.Sections);
        Assert.Equal(new LiveQuestion(LiveQuestionKind.Sockets, "tcp state fin-wait-2", ""), Assert.Single(entry.Now));
        Assert.Equal((LiveObject.Listener, "x"), (entry.StandsFor!.Value, entry.Images["file"]));
    }

    [Theory]
    [InlineData("is: before any name")]
    [InlineData("== a\nno colon here")]
    [InlineData("== a\nalso: b")]
    [InlineData("== a\nis: b\nnow: weather")]
    [InlineData("== a\nis: b\nnow: setting net/x = no value")]
    public void Another_form_is_refused(string text) => Assert.Throws<FormatException>(() => GlossaryParser.Parse(text, GlossaryGroup.Life));
}
