using System.Text.RegularExpressions;
using Patchbay.Sockets;

namespace Patchbay.Tests.CommandLine;

public partial class HelpTests
{
    public static TheoryData<string> Verbs => [.. new CommandTree().Verbs.Where(static verb => verb.Command.Name != "life-tracer").Select(static verb => verb.Command.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_help_with_examples(string verb)
    {
        var run = await ProgramRun.RunAsync(verb, "--help");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Contains($"Usage: patchbay {verb}", run.Output);
        Assert.Contains($"\n  patchbay {verb}", run.Output[run.Output.IndexOf("Examples", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("--json-lines", run.Output);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_has_at_least_two_examples_that_parse_addresses_included(string verb)
    {
        var tree = new CommandTree();
        var examples = tree.Verbs.Single(known => known.Command.Name == verb).Examples;
        Assert.InRange(examples.Count, 2, 12);
        foreach (var example in examples)
        {
            var parts = example.Split("  ", 2);
            Assert.True(parts.Length == 2 && parts[1].Length > 0, $"'{example}' does not say what it does.");
            var parsed = tree.Parse(Words(parts[0]));
            Assert.True(parsed.Errors.Count == 0 && ParseFailure.FindUnknownOption(parsed) is null, $"'{parts[0]}' does not parse.");
            Assert.Equal(verb, parsed.CommandResult.Command.Name);
            var addresses = parsed.CommandResult.Command.Arguments.Where(static argument => argument.HelpName is "ADDRESS" or "A" or "B").SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? []);
            Assert.All(addresses, address => Assert.True(IsAddress(address.Value), $"'{address.Value}' in '{parts[0]}' is no address."));
        }
    }

    [Fact]
    public void An_example_that_does_not_parse_would_be_seen()
    {
        var tree = new CommandTree();
        Assert.NotNull(ParseFailure.FindUnknownOption(tree.Parse(Words("listen --no-such-option :7100"))));
        Assert.NotEmpty(tree.Parse(Words("listen")).Errors);
        Assert.False(IsAddress("tcp:host:99999"));
        Assert.Equal(["listen", "a b", ":1", "", "exec:sort -u"], Words("listen 'a b' :1 '' exec:'sort -u' < file > other"));
    }

    [Fact]
    public async Task The_verbs_stand_in_their_groups_and_hidden_ones_nowhere()
    {
        var run = await ProgramRun.RunAsync("--help");
        var headings = run.Output.Split('\n').Where(line => line is "Serve" or "Plug" or "Ask" or "Watch" or "Learn");
        Assert.Equal(["Serve", "Plug", "Ask", "Watch", "Learn"], headings);
        Assert.All(new CommandTree().Verbs, verb => Assert.Equal(!verb.Command.Hidden, Regex.IsMatch(run.Output, $"(?m)^  {verb.Command.Name} ")));
    }

    [Fact]
    public async Task Help_lists_every_exit_code_with_what_it_means()
    {
        var run = await ProgramRun.RunAsync("--help");
        var codes = run.Output[run.Output.IndexOf("Exit codes\n", StringComparison.Ordinal)..];
        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Matches($@"(?m)^  {(int)code} +\w", codes));
    }

    [Fact]
    public async Task The_bare_program_shows_five_commands_that_parse()
    {
        var run = await ProgramRun.RunAsync();
        var commands = run.Output.Split('\n').Where(line => line.StartsWith("  patchbay ", StringComparison.Ordinal)).ToList();
        Assert.Equal(5, commands.Count);
        foreach (var command in commands)
        {
            var verb = command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            Assert.Equal(ExitCode.Done, (await ProgramRun.RunAsync(verb, "--help")).ExitCode);
        }
    }

    [Fact]
    public async Task The_version_is_one_line() => Assert.Matches(@"^patchbay \d+\.\d+\.\d+\n$", (await ProgramRun.RunAsync("--version", "--quiet")).Output);

    /// <summary>The words that a shell would hand over: quotes taken off, redirections and what follows a pipe left out.</summary>
    static string[] Words(string command) =>
        [.. Word().Matches(Redirection().Replace(command, "")).Select(static match => match.Value.Replace("'", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal))];

    static bool IsAddress(string text)
    {
        foreach (var role in Enum.GetValues<AddressRole>())
        {
            try
            {
                _ = Address.Parse(text, role);
                return true;
            }
            catch (AddressFormatException)
            {
            }
        }

        return false;
    }

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|[^\s'"])+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+(2?>>?|<)\s*\S+|\s+\|.*$")]
    private static partial Regex Redirection();
}
