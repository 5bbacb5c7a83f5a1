using System.Text;
using System.Text.Json;

namespace Patchbay.Tests.Labs;

public class LabCommandTests
{
    [Fact]
    public async Task The_bare_verb_lists_the_experiments()
    {
        var run = await ProgramRun.RunAsync("lab");
        Assert.All(new[] { "two-pcs", "step", "blocking", "tcp-vs-udp", "claims" }, name => Assert.Contains($"lab {name}", run.Output));
    }

    [Theory]
    [InlineData("there is no experiment 'stpe'", "Did you mean 'step'?", "stpe")]
    [InlineData("there is no claim 'one-prot'", "Did you mean 'one-port'?", "claims", "one-prot")]
    [InlineData("lab blocking takes no 'x'", "Only claims", "blocking", "x")]
    [InlineData("--loss 90 is out of range", "0 to 50", "tcp-vs-udp", "--loss", "90")]
    public async Task A_mistake_has_a_hint(string message, string hint, params string[] words)
    {
        var run = await ProgramRun.RunAsync(["lab", .. words]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.StartsWith($"patchbay: {message}", run.Error);
        Assert.Contains(hint, run.Error);
    }

    [NeedsFact("linux")]
    public async Task A_script_is_run_and_its_first_wrong_line_ends_it()
    {
        var run = await ProgramRun.RunAsync(Encoding.UTF8.GetBytes("# two sockets\na = socket tcp\nbind a 127.0.0.1:0\nlisten a 3\nb = accept a\nbnid a\nlisten a"), ["lab", "step"]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.StartsWith("patchbay: line 6: 'bnid' is no call\nDid you mean 'bind'?\n", run.Error);
        Assert.Contains("would block: no connection waits in the queue", run.Output);
        Assert.Matches(@"    a +fd \d+ +LISTEN +127\.0\.0\.1:\d+ +queue 0 of 3", run.Output);
    }

    [NeedsFact("linux")]
    public async Task Steps_are_lines_of_json_one_each()
    {
        var run = await ProgramRun.RunAsync("a = socket tcp\nconnect a 127.0.0.1:1\nquit\nlisten a\n"u8.ToArray(), ["lab", "step", "--json=lines"]);
        var steps = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("data")).ToList();
        Assert.Equal((ExitCode.Done, 3), (run.ExitCode, steps.Count));
        Assert.Equal((111, "CLOSED (bound)"), (steps[1].GetProperty("errno").GetInt32(), steps[1].GetProperty("sockets")[0].GetProperty("state").GetString()));
        Assert.Equal(2, steps[2].GetProperty("count").GetInt32());
    }

    [NeedsFact("linux")]
    public async Task A_claim_is_told_with_its_verdict_and_as_json()
    {
        var text = (await ProgramRun.RunAsync("lab", "claims", "triple")).Output;
        Assert.StartsWith("\"A connection is given by remote IP, remote port and local port.\"  (triple)\n  INCOMPLETE  ", text);
        var claim = JsonDocument.Parse((await ProgramRun.RunAsync("lab", "claims", "accept", "--json")).Output).RootElement.GetProperty("data").GetProperty("claims")[0];
        Assert.Equal(("imprecise", 4), (claim.GetProperty("verdict").GetString(), claim.GetProperty("evidence").GetArrayLength()));
    }

    [NeedsFact("linux")]
    public async Task Without_a_terminal_the_story_does_not_wait()
    {
        var run = await ProgramRun.RunAsync("lab", "two-pcs");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("\n12. ", run.Output);
    }
}
