using System.Security.Cryptography;

namespace Patchbay.Interop.Tests;

/// <summary>Other people's clients against our echo service.</summary>
public class EchoPeersTests
{
    [NeedsFact("nc.openbsd")]
    public Task Nc_gets_everything_back_after_its_own_FIN() => EchoesAsync("nc.openbsd", port => ["-N", "127.0.0.1", $"{port}"]);

    [NeedsFact("ncat")]
    public Task Ncat_gets_everything_back_after_its_own_FIN() => EchoesAsync("ncat", port => ["127.0.0.1", $"{port}"]);

    [NeedsFact("socat")]
    public Task Socat_gets_everything_back_after_its_own_FIN() => EchoesAsync("socat", port => ["-t", "30", "-", $"TCP:127.0.0.1:{port}"]);

    [NeedsFact("curl")]
    public async Task Curl_talks_telnet_to_the_echo_service()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await using var curl = ChildProcess.Start("curl", ["-sS", "--no-buffer", $"telnet://127.0.0.1:{port}"]);
            await curl.WriteAsync("hello curl\n");
            await curl.OutputHas(static text => text == "hello curl\n", "the echo");
        }
    }

    [NeedsFact("socat")]
    public async Task Socat_reaches_the_echo_service_on_a_Unix_socket()
    {
        using var folder = new TemporaryFolder();
        var path = folder["echo"];
        var (node, _) = await PatchbayProcess.UpAsync("echo", "--set", $"echo.listen=unix-listen:{path}");
        await using (node)
        {
            await using var socat = ChildProcess.Start("socat", ["-t", "30", "-", $"UNIX-CONNECT:{path}"]);
            await socat.WriteAsync("through a file");
            Assert.Equal(0, await socat.FinishAsync());
            Assert.Equal("through a file", socat.Output);
        }
    }

    [NeedsFact("nc.openbsd")]
    public async Task Nc_that_only_listens_gets_the_day_and_the_pattern()
    {
        var (node, ready) = await PatchbayProcess.UpAsync("daytime", "chargen", "--set", "daytime.listen=:0", "--set", "chargen.listen=:0");
        await using (node)
        {
            await using var day = ChildProcess.Start("nc.openbsd", ["-d", "127.0.0.1", $"{PatchbayProcess.PortOf(ready, "daytime")}"]);
            Assert.Equal(0, await day.ExitAsync());
            Assert.Matches(@"^\w+day, \w+ \d+, \d{4} \d\d:\d\d:\d\d-UTC\r\n$", day.Output);
            await using var pattern = ChildProcess.Start("nc.openbsd", ["-d", "127.0.0.1", $"{PatchbayProcess.PortOf(ready, "chargen")}"]);
            await pattern.OutputHas(static text => text.Length > 74 * 200, "200 lines");
            Assert.StartsWith(" !\"#$%&'()*+,-./0123456789", pattern.Output);
        }
    }

    static async Task EchoesAsync(string client, Func<int, string[]> arguments)
    {
        var sent = RandomNumberGenerator.GetBytes(2_000_000);
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await using var child = ChildProcess.Start(client, arguments(port));
            await child.Input.WriteAsync(sent).AsTask().WaitAsync(ChildProcess.Limit);
            Assert.Equal(0, await child.FinishAsync());
            Assert.Equal(sent, child.OutputBytes);
        }
    }
}
