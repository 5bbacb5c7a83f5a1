namespace Patchbay.Tests.Scanning;

/// <summary>What is wrong with a command line is one clear line, and nothing is sent.</summary>
public class ScanWordsOfErrorsTests
{
    [Theory]
    [InlineData("scan", 2, "scan needs a target")]
    [InlineData("scan localhost -p 0", 2, "--ports: Port 0 cannot be asked")]
    [InlineData("scan localhost -p 70000", 2, "--ports: Port 70000 is out of range")]
    [InlineData("scan localhost -p 22 --top 5", 2, "--ports and --top exclude one another")]
    [InlineData("scan localhost --top 0", 2, "--top is from 1 to 65535")]
    [InlineData("scan localhost --method sin", 2, "'sin' is no value of --method")]
    [InlineData("scan localhost --pace furious", 2, "'furious' is no value of --pace")]
    [InlineData("scan localhost --rate 0", 2, "--rate is more than 0")]
    [InlineData("scan localhost --retries 21", 2, "--retries is from 0 to 20")]
    [InlineData("scan localhost --max-parallel 0", 2, "--max-parallel is from 1 to 1000000")]
    [InlineData("scan localhost --timeout 5", 2, "--timeout: '5'")]
    [InlineData("scan localhost --timeout 0ms", 2, "--timeout is from 1ms to 10m")]
    [InlineData("scan localhost --shard 6/5", 2, "--shard '6/5' is no part of a whole")]
    [InlineData("scan localhost --expect 22,x", 2, "--expect: No port is called 'x'")]
    [InlineData("scan localhost -4 -6", 2, "--ipv4 and --ipv6 exclude one another")]
    [InlineData("scan localhost --json --xml -", 2, "--json and --xml - all want stdout")]
    [InlineData("scan localhost --watch", 2, "--watch draws on a terminal")]
    [InlineData("scan localhost --exclude 1.2.3.4.5", 3, "no IPv4 address")]
    [InlineData("scan --file /no/such/file", 26, "the targets of /no/such/file cannot be read")]
    [InlineData("scan 10.0.0.0/33", 3, "'33' is no prefix length")]
    [InlineData("scan 8.8.8.8", 9, "8.8.8.8 is a public address")]
    [InlineData("scan 224.0.0.1 --authorized", 9, "224.0.0.1 is a multicast address")]
    [InlineData("scan diff a", 2, "scan diff compares two results")]
    [InlineData("scan diff /no/such/a /no/such/b", 26, "/no/such/a cannot be read")]
    public async Task An_error_is_told_in_one_line_with_its_exit_code(string line, int code, string words)
    {
        var run = await ProgramRun.RunAsync(line.Split(' '));
        Assert.Equal(code, (int)run.ExitCode);
        Assert.Contains("patchbay: ", run.Error);
        Assert.Contains(words, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal(line.Contains("--json", StringComparison.Ordinal), run.Output.StartsWith("{\"v\":1,\"event\":\"error\"", StringComparison.Ordinal));
        Assert.True(run.Output.Length == 0 || line.Contains("--json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_tells_the_plan_and_sends_nothing()
    {
        var run = await ProgramRun.RunAsync("scan", "10.0.0.0/30", "db.invalid:1", "10.9.9.9:22,80", "--exclude", "10.0.0.2", "-p", "443", "--dry-run", "--method", "connect", "--rate", "100");
        Assert.Equal(ExitCode.NameNotResolved, run.ExitCode);
        Assert.Equal(
            """
            method     connect
            probes     5, with repeats at most 15
            time       about 50 ms when every port answers, about 3.0 s when none does
            bandwidth  at most 0.075 Mbit/s, 0.001 MB in all, sent

            10.0.0.0 443
            10.0.0.1 443
            10.0.0.3 443
            10.9.9.9 22,80

            """, run.Output);
        Assert.Contains("'db.invalid' was not resolved", run.Error);
    }
}
