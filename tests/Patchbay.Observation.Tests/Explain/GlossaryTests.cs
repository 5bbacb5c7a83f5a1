namespace Patchbay.Observation.Tests.Explain;

public class GlossaryTests
{
    static readonly string[] States = ["CLOSED", "LISTEN", "SYN_SENT", "SYN_RECV", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE_WAIT", "LAST_ACK", "CLOSING", "TIME_WAIT"];

    [Fact]
    public void Every_reference_leads_to_an_entry() => Assert.All(Glossary.Default.Entries, static entry =>
        Assert.All(entry.See, name => Assert.True(Glossary.Default.Find(name).Count > 0, $"{entry.Name} refers to {name}, which is not there.")));

    [Fact]
    public void The_eleven_states_say_what_leads_in_and_out_how_long_and_what_many_mean()
    {
        var states = Glossary.Default.Entries.Where(static entry => entry.Group == GlossaryGroup.States).ToList();
        Assert.Equal(States.Order(), states.Select(static entry => entry.Name).Order());
        Assert.All(states, static entry => Assert.Equal(["put there by", "leads out", "how long", "many of them"], entry.Sections.Select(static section => section.Heading)));
    }

    [NeedsFact("linux")]
    public void Every_filter_that_is_asked_is_one_and_every_setting_and_counter_is_there()
    {
        var questions = Glossary.Default.Entries.SelectMany(static entry => entry.Now).Distinct().ToList();
        Assert.All(questions.Where(static one => one.Kind == LiveQuestionKind.Sockets), static one => Assert.NotEqual(SocketTables.None, LiveFacts.QueryOf(one.Subject).Tables));
        var told = questions.Where(static one => one.Kind is LiveQuestionKind.Setting or LiveQuestionKind.Counter && one.Subject != "net/ipv6/bindv6only").ToList();
        Assert.True(told.Count > 20);
        Assert.All(told, static one => Assert.Matches(@"\((net\.|[A-Z])", Assert.Single(LiveFacts.Ask(one))));
        Assert.All(told, static one => Assert.DoesNotContain("{", Assert.Single(LiveFacts.Ask(one))));
        Assert.Contains("no setting of this system", Assert.Single(LiveFacts.Ask(LiveQuestion.Parse("setting net/none = {0}"))));
    }

    [Fact]
    public void A_name_means_one_thing_in_its_group() => Assert.All(
        Glossary.Default.Entries.GroupBy(static entry => entry.Group),
        static group => Assert.Equal([], group.SelectMany(static entry => entry.Aliases.Prepend(entry.Name).Select(static name => name.Replace('-', '_').Replace(' ', '_').ToUpperInvariant()).Distinct()).GroupBy(static name => name).Where(static same => same.Count() > 1).Select(static same => same.Key)));

    [NeedsFact("python3")]
    public async Task Error_numbers_and_signals_are_those_of_this_system()
    {
        await using var python = ChildProcess.Start("python3", ["-c", "import errno,signal\nfor name in dir(errno):\n  if name[0]=='E': print(name,getattr(errno,name))\nfor s in signal.Signals: print(s.name,int(s))"]);
        Assert.Equal(0, await python.ExitAsync());
        var known = python.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')).ToDictionary(static words => words[0], static words => int.Parse(words[1]));
        var numbered = Glossary.Default.Entries.Where(static entry => entry.Group is GlossaryGroup.Errors or GlossaryGroup.Signals).ToList();
        Assert.True(numbered.Count > 35);
        Assert.All(numbered, entry => Assert.Equal(known[entry.Name], entry.Number));
    }

    [Theory]
    [InlineData("CLOSE_WAIT")]
    [InlineData("close-wait")]
    [InlineData("Close Wait")]
    [InlineData("closewait")]
    public void However_it_is_written_it_is_found(string text) => Assert.Equal("CLOSE_WAIT", Assert.Single(Glossary.Default.Find(text)).Name);

    [Fact]
    public void A_word_may_have_several_meanings_and_a_plural()
    {
        Assert.Equal(["listen()", "LISTEN"], Glossary.Default.Find("listen").Select(static entry => entry.Name));
        Assert.Equal("ephemeral port", Glossary.Default.Find("ephemeral ports")[0].Name);
    }

    [Theory]
    [InlineData("CLOSE_WIAT", "CLOSE_WAIT")]
    [InlineData("ECONREFUSED", "ECONNREFUSED")]
    [InlineData("ephemeral prot", "ephemeral port")]
    [InlineData("zebra", null)]
    public void A_mistyped_word_has_a_neighbour(string text, string? near) => Assert.Equal(near, Glossary.Default.Nearest(text));

    [Fact]
    public void Each_picture_has_parts_with_objects_and_says_where_it_breaks() => Assert.All(Analogy.Names(Glossary.Default), static name =>
    {
        var analogy = Analogy.Find(Glossary.Default, name)!;
        Assert.True(analogy.Parts.Count >= 10, $"{name} has {analogy.Parts.Count} parts");
        Assert.True(analogy.Parts.Count(static part => part.StandsFor is not null) >= 5);
        Assert.True(analogy.Picture.Sections.Count(static section => section.Heading.StartsWith("breaks where", StringComparison.Ordinal)) >= 3);
    });

    [Fact]
    public void A_picture_is_only_drawn_where_there_is_one() => Assert.All(
        Glossary.Default.Entries.SelectMany(static entry => entry.Images.Keys), static name => Assert.Contains(name, Analogy.Names(Glossary.Default)));

    [Fact]
    public void Every_kind_of_object_can_be_pointed_at_or_said_to_be_missing() => Assert.All(Enum.GetValues<LiveObject>(), static kind =>
    {
        var text = LiveObjects.Find(kind);
        Assert.NotEqual("", text);
        Assert.DoesNotContain("cannot be read", OperatingSystem.IsLinux() ? text : "");
    });

    [Fact]
    public void An_error_is_told_in_the_words_of_its_call()
    {
        Assert.StartsWith("ECONNREFUSED: RST came back", Glossary.Default.ErrorText("connect", 111));
        Assert.StartsWith("ECONNREFUSED: an ICMP port unreachable", Glossary.Default.ErrorText("recv", 111));
        Assert.Equal("errno 250", Glossary.Default.ErrnoName(250));
        Assert.StartsWith("errno 250: Unknown error", Glossary.Default.ErrorText("recv", 250));
    }
}
