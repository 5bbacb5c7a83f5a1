namespace Patchbay.Tests.CommandLine;

public class HelpTests
{
    [Theory]
    [InlineData("up")]
    [InlineData("serve")]
    [InlineData("connect")]
    [InlineData("listen")]
    [InlineData("patch")]
    [InlineData("address")]
    public async Task Every_verb_has_help_with_examples(string verb)
    {
        var run = await ProgramRun.RunAsync(verb, "--help");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Contains($"Usage: patchbay {verb}", run.Output);
        Assert.Contains($"\n  patchbay {verb}", run.Output[run.Output.IndexOf("Examples", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("--json-lines", run.Output);
    }

    [Fact]
    public async Task The_verbs_stand_in_their_groups()
    {
        var run = await ProgramRun.RunAsync("--help");
        var headings = run.Output.Split('\n').Where(line => line is "Serve" or "Plug" or "Ask" or "Watch" or "Learn");
        Assert.Equal(["Serve", "Plug", "Learn"], headings);
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
}
