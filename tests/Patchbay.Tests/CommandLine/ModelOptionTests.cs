namespace Patchbay.Tests.CommandLine;

public class ModelOptionTests
{
    [Theory]
    [InlineData("serve echo :0 --model thread", "'thread' is no server model; there are iterative, threads, pool, async")]
    [InlineData("serve chargen :0 --model pool", "chargen has no blocking version, which --model pool needs")]
    [InlineData("serve echo :0 --model threads --engine sockets", "an engine (--engine engine=sockets) has no meaning with --model threads, which makes blocking calls of its own")]
    [InlineData("serve echo udp-listen:0 --model pool", "udp-listen:0 is for datagrams, and --model pool serves connections")]
    [InlineData("serve echo :0 --model iterative --set echo.max-connections=4", "echo.max-connections: '4' has no meaning with --model iterative (--set echo.max-connections=4)")]
    [InlineData("serve echo :0 --model threads --set echo.pool-threads=4", "there is no key 'echo.pool-threads' (--set echo.pool-threads=4)")]
    [InlineData("serve echo :0 --model pool --set echo.pool-threads=0", "echo.pool-threads: '0' must be a whole number from 1 to 10000 (--set echo.pool-threads=0)")]
    public async Task What_a_model_does_not_do_is_one_line_and_a_hint(string line, string words)
    {
        var run = await ProgramRun.RunAsync(line.Split(' '));
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"patchbay: {words}\n", run.Error);
        Assert.Equal(2, run.Error.TrimEnd('\n').Split('\n').Length);
    }
}
