namespace Patchbay.Tests.CommandLine;

public class CommandTreeTests
{
    [Fact]
    public void Every_verb_is_entered_under_the_names_that_it_has() =>
        Assert.All(CommandTree.Entries, static entry =>
        {
            var command = entry.Make().Command;
            Assert.Equal([command.Name, .. command.Aliases.Order()], [entry.Names[0], .. entry.Names[1..].Order()]);
        });

    [Theory]
    [InlineData("sockets", "sockets")]
    [InlineData("netstat", "sockets")]
    [InlineData("ifconfig", "interfaces")]
    public void A_command_line_that_begins_with_a_verb_makes_that_one_alone(string word, string verb)
    {
        var tree = new CommandTree([word, "--json"]);
        Assert.Equal(verb, Assert.Single(tree.Verbs).Command.Name);
        Assert.Same(tree.Verbs[0].Command, tree.Parse([word, "--json"]).CommandResult.Command);
    }

    [Theory]
    [InlineData]
    [InlineData("--json", "sockets")]
    [InlineData("sokets")]
    [InlineData("--help")]
    public void Any_other_command_line_makes_them_all(params string[] args) => Assert.Equal(CommandTree.Entries.Count, new CommandTree(args).Verbs.Count);
}
