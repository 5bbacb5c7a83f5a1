using System.Text.Json;

namespace Patchbay.Tests.CommandLine;

public class PrintConfigTests
{
    [Fact]
    public async Task Every_key_is_shown_with_value_and_origin()
    {
        var run = await ProgramRun.RunAsync("up", "--print-config", "--set", "echo.idle-timeout=30s", "--engine", "sockets");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches(@"echo\.idle-timeout +=  ?30s +\(--set echo\.idle-timeout=30s\)", run.Output);
        Assert.Matches(@"engine +=  ?sockets +\(--engine", run.Output);
        Assert.Matches(@"chargen\.drain-timeout +=  ?5s +\(default\)", run.Output);
    }

    [Fact]
    public async Task With_json_it_is_one_document()
    {
        var data = JsonDocument.Parse((await ProgramRun.RunAsync("up", "--print-config", "--json")).Output).RootElement.GetProperty("data");
        Assert.Contains(data.EnumerateArray(), entry => entry.GetProperty("key").GetString() == "echo.listen");
    }
}
