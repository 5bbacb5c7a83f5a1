using System.Text.Json;

namespace Patchbay.Tests.CommandLine;

public class AddressCommandTests
{
    [Fact]
    public async Task An_address_is_taken_apart()
    {
        var run = await ProgramRun.RunAsync("address", "wss://example.org/chat");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("layers    ws, then tls (outermost first)\n", run.Output);
        Assert.Contains("host      example.org\n", run.Output);
        Assert.Contains("port      443\n", run.Output);
        Assert.Contains("target    /chat\n", run.Output);
    }

    [Fact]
    public async Task The_same_word_listens_for_a_verb_that_listens()
    {
        Assert.Contains("role      listens\n", (await ProgramRun.RunAsync("address", ":8080", "--listen")).Output);
        Assert.Equal(ExitCode.BadAddress, (await ProgramRun.RunAsync("address", ":8080")).ExitCode);
    }

    [Fact]
    public async Task With_json_it_is_one_document()
    {
        var data = JsonDocument.Parse((await ProgramRun.RunAsync("address", "tls:db:443,alpn=h2", "--json")).Output).RootElement.GetProperty("data");
        Assert.Equal(443, data.GetProperty("port").GetInt32());
        Assert.Equal("h2", data.GetProperty("options").GetProperty("alpn").GetString());
    }

    [Fact]
    public async Task A_response_file_is_no_such_thing_here() =>
        Assert.Contains("target    @name\n", (await ProgramRun.RunAsync("address", "unix:@name")).Output);

    [Fact]
    public async Task A_single_dash_is_an_address() => Assert.Contains("kind      Standard", (await ProgramRun.RunAsync("address", "-")).Output);
}
