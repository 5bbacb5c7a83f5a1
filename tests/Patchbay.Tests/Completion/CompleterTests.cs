using System.CommandLine;

namespace Patchbay.Tests.Completion;

public class CompleterTests
{
    [Theory]
    [InlineData("se", "serve")]
    [InlineData("serve ec", "echo")]
    [InlineData("serve echo --engine s", "sockets")]
    [InlineData("serve echo --engine=uring-", "--engine=uring-pinned")]
    [InlineData("--color al", "always")]
    [InlineData("connect --prob", "--probe")]
    [InlineData("connect dis", "discard")]
    [InlineData("connect unixg", "unixgram:")]
    [InlineData("listen unixg", "unixgram-listen:")]
    [InlineData("connect tls+uni", "tls+unix:")]
    [InlineData("connect tls+tcp:h:1,alp", "tls+tcp:h:1,alpn=")]
    [InlineData("connect packet:l", "packet:lo")]
    [InlineData("listen tcp-listen:1,on", "tcp-listen:1,once")]
    [InlineData("serve echo tls-listen:1,cert=au", "tls-listen:1,cert=auto")]
    [InlineData("up --set echo.idle-", "echo.idle-timeout=")]
    [InlineData("up --set echo.idle-timeout=", "echo.idle-timeout=none")]
    [InlineData("up --set echo.listen=unixg", "echo.listen=unixgram-listen:")]
    [InlineData("up --set engine=so", "engine=sockets")]
    [InlineData("up echo --json=", "--json=lines")]
    [InlineData("completions f", "fish")]
    public async Task What_can_only_go_on_in_one_way_does(string line, string only) => Assert.Equal([only], await CompleteAsync(line.Split(' ')));

    [Theory]
    [InlineData("no-such-verb ")]
    [InlineData("connect echo ")]
    [InlineData("connect -- --pro")]
    [InlineData("connect --timeout ")]
    [InlineData("connect :99999,")]
    [InlineData("connect tls+no-such-layer+")]
    [InlineData("connect unix:/no/such/folder/")]
    [InlineData("up --set no-such.key=")]
    [InlineData("comple te")]
    public async Task Where_nothing_is_known_nothing_is_said(string line) => Assert.Empty(await CompleteAsync(line.Split(' ')));

    [Fact]
    public async Task An_option_that_was_given_is_not_offered_again_unless_it_may_be()
    {
        var left = await CompleteAsync("up", "--engine", "sockets", "--set", "a=b", "--");
        Assert.DoesNotContain("--engine", left);
        Assert.Contains("--set", left);
        Assert.Contains("--data", left);
    }

    [Fact]
    public async Task Every_verb_that_people_type_is_offered_and_no_other()
    {
        var shown = new CommandTree().Verbs.Where(static verb => !verb.Command.Hidden).Select(static verb => verb.Command.Name);
        Assert.Equal(shown, await CompleteAsync(""));
        Assert.DoesNotContain("complete", await CompleteAsync("complete"));
    }

    [Fact]
    public async Task Every_option_of_every_verb_is_offered()
    {
        var tree = new CommandTree();
        foreach (var verb in tree.Verbs)
        {
            var offered = await CompleteAsync(verb.Command.Name, "--");
            Assert.All(verb.Command.Options.Where(static option => !option.Hidden), option => Assert.Contains(option.Name, offered));
            Assert.Contains("--help", offered);
        }
    }

    [Fact]
    public void What_help_calls_a_value_is_known_to_the_completer_or_is_something_nobody_can_know()
    {
        string[] free = ["#CHANNEL", "NICK", "COMMAND", "HOST", "JSON", "METHOD", "N", "N/M", "NAME", "TIME", "WORD", "FIELD", "FINGERPRINT", "PROXIES", "RATE", "URL", "PID", "BYTES", "ARGUMENT", "PORT", "LOCAL-REMOTE", "HOPS", "PERCENT"];
        var tree = new CommandTree();
        foreach (var verb in tree.Verbs)
        {
            var names = verb.Command.Options.Where(static option => option.Arity.MaximumNumberOfValues > 0).Select(static option => (Symbol: (Symbol)option, option.HelpName))
                .Concat(verb.Command.Arguments.Select(static argument => (Symbol: (Symbol)argument, argument.HelpName)));
            Assert.All(names, name => Assert.True(
                free.Contains(name.HelpName) || ValueCandidates.For(name.HelpName, verb.Command.Name, [], "") is not null || name.Symbol.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Any(),
                $"{verb.Command.Name} {name.Symbol.Name}: shells do not know what a {name.HelpName} is."));
        }
    }

    [Fact]
    public async Task Paths_are_completed_with_their_folders_open_and_hidden_files_only_when_asked_for()
    {
        using var folder = new TemporaryFolder();
        folder.Write("sock one", "");
        folder.Write(".sock", "");
        Directory.CreateDirectory(folder["sockets"]);
        Assert.Equal([folder["sock one"], folder["sockets"] + "/"], await CompleteAsync("up", "--config", folder["s"]));
        Assert.Equal([folder["sockets"] + "/"], await CompleteAsync("up", "--data", folder["s"]));
        Assert.Equal([$"unix:{folder[".sock"]}"], await CompleteAsync("connect", $"unix:{folder["."]}"));
        Assert.Equal([$"unix:{folder["sock one"]}", $"unix:{folder["sockets"]}/"], await CompleteAsync("connect", $"unix:{folder.Path}/"));
    }

    [Fact]
    public async Task Candidates_come_with_a_description_behind_a_tab()
    {
        var run = await ProgramRun.RunAsync("complete", "--", "serve", "ec");
        Assert.Equal("echo\tsends back what it receives (RFC 862)\n", run.Output);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task A_script_is_printed_for_each_shell_and_as_a_document(string shell)
    {
        var run = await ProgramRun.RunAsync("completions", shell);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.StartsWith($"#", run.Output);
        Assert.Contains($"{shell} completion for patchbay", run.Output);
        var json = await ProgramRun.RunAsync("completions", shell, "--json");
        Assert.Equal(run.Output.TrimEnd('\n'), System.Text.Json.JsonDocument.Parse(json.Output).RootElement.GetProperty("data").GetProperty("script").GetString());
    }

    [Fact]
    public async Task A_shell_without_a_script_is_one_line_and_a_hint()
    {
        var run = await ProgramRun.RunAsync("completions", "zhs");
        Assert.Equal((ExitCode.Usage, "patchbay: there are no completions for 'zhs'\nDid you mean 'zsh'?\n"), (run.ExitCode, run.Error));
    }

    static async Task<List<string>> CompleteAsync(params string[] words)
    {
        var run = await ProgramRun.RunAsync(["complete", "--", .. words]);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static candidate => candidate.Split('\t')[0])];
    }
}
