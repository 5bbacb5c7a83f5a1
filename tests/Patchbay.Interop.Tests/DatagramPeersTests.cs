using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Patchbay.Interop.Tests;

/// <summary>Other people's UDP and Unix datagram clients against our services.</summary>
public class DatagramPeersTests
{
    // One question, one answer, whatever their length; ends when the answer is there.
    const string PythonClient = """
        import os, socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(60)
        s.connect(('127.0.0.1', int(sys.argv[1])))
        for length in (0, 1, 512, 1472, 9000, 65507):
            question = os.urandom(length)
            s.send(question)
            answer = s.recv(70000)
            assert answer == question, (length, len(answer))
        print('same')
        """;

    [NeedsFact("socat")]
    public Task Socat_gets_its_datagram_back() => EchoesAsync("socat", port => ["-t", "30", "-T", "30", "STDIO", $"UDP:127.0.0.1:{port}"]);

    [NeedsFact("ncat")]
    public Task Ncat_gets_its_datagram_back() => EchoesAsync("ncat", port => ["-u", "127.0.0.1", $"{port}"]);

    [NeedsFact("nc.openbsd")]
    public Task Nc_gets_its_datagram_back() => EchoesAsync("nc.openbsd", port => ["-u", "127.0.0.1", $"{port}"]);

    [NeedsFact("python3")]
    public async Task Python_gets_datagrams_of_every_length_back()
    {
        var (node, ready) = await UdpAsync("echo");
        await using (node)
        {
            await using var client = ChildProcess.Start("python3", ["-c", PythonClient, $"{PatchbayProcess.PortOf(ready, "echo")}"]);
            Assert.Equal(0, await client.FinishAsync());
            Assert.Equal("same\n", client.Output);
        }
    }

    [NeedsFact("socat")]
    public async Task Socat_reaches_the_echo_service_by_Unix_datagrams()
    {
        using var folder = new TemporaryFolder();
        var (node, _) = await PatchbayProcess.UpAsync("echo", "--set", $"echo.listen=unixgram-listen:{folder["echo"]},mode=600");
        await using (node)
        {
            await using var socat = ChildProcess.Start("socat", ["-t", "30", "-T", "30", "STDIO", $"UNIX-CLIENT:{folder["echo"]},type=2,bind={folder["client"]}"]);
            await socat.WriteAsync("through a file");
            await socat.OutputHas(static text => text == "through a file", "the echo");
        }
    }

    [NeedsFact("socat")]
    public async Task The_day_and_the_pattern_are_as_long_as_the_question()
    {
        var (node, ready) = await UdpAsync("daytime", "chargen");
        await using (node)
        {
            Assert.Matches(@"^\w+day, \w+ \d+, \d{4} \d\d:\d\d:\d\d-UTC\r\n$", await AskAsync(ready, "daytime", new string('?', 60), 36));
            Assert.Matches("^[SMTWF][a-z]{4}$", await AskAsync(ready, "daytime", "?????", 5));
            Assert.Equal(" !\"#$%&'()", await AskAsync(ready, "chargen", "0123456789", 10));
        }
    }

    [NeedsFact("socat")]
    public async Task A_question_from_an_echo_partner_gets_nothing_and_the_next_one_is_served()
    {
        var (node, ready) = await UdpAsync("echo");
        await using (node)
        {
            var port = PatchbayProcess.PortOf(ready, "echo");
            await using var forged = ChildProcess.Start("socat", ["-t", "30", "-T", "30", "STDIO", $"UDP:127.0.0.1:{port},bind=127.0.0.98:7013"]);
            await using var client = ChildProcess.Start("socat", ["-t", "30", "-T", "30", "STDIO", $"UDP:127.0.0.1:{port},bind=127.0.0.98"]);
            await forged.WriteAsync("from daytime");
            await client.WriteAsync("from a client");
            await client.OutputHas(static text => text == "from a client", "the echo");
            Assert.Equal("", forged.Output);
        }
    }

    [Fact]
    public async Task A_node_tells_both_protocols_on_one_port_and_stops_with_0()
    {
        // The ports are the defaults or, where those are taken, the next free ones: the same for both in any case.
        var (node, ready) = await PatchbayProcess.UpAsync("echo");
        await using (node)
        {
            var service = ready.GetProperty("services")[0];
            var listen = service.GetProperty("listen").EnumerateArray().Select(static entry => entry.GetString()!).ToList();
            var port = PatchbayProcess.PortOf(ready, "echo");
            Assert.Equal([$"tcp-listen:127.0.0.1:{port}", $"udp-listen:127.0.0.1:{port}"], listen);
            Assert.Equal("patchbay connect echo", service.GetProperty("try").GetString());
            Assert.Equal($"patchbay connect udp:127.0.0.1:{port}", service.GetProperty("tryDatagram").GetString());
            using var client = new UdpClient();
            await client.SendAsync("hello"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, port));
            Assert.Equal("hello"u8.ToArray(), (await client.ReceiveAsync().WaitAsync(ChildProcess.Limit)).Buffer);
            node.Process.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await node.Process.ExitAsync());
        }
    }

    [NeedsFact("linux")]
    public async Task A_UDP_port_the_user_chose_that_is_taken_is_45_and_names_the_holder()
    {
        using var holder = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)holder.Client.LocalEndPoint!).Port;
        await using var run = PatchbayProcess.StartOn("serve", "echo", $"udp-listen:{port}");
        Assert.Equal(45, await run.Process.FinishAsync());
        Assert.Contains($"127.0.0.1:{port} is held by {File.ReadAllText("/proc/self/comm").Trim()} (pid {Environment.ProcessId})", run.Process.Error);
    }

    static async Task<string> AskAsync(JsonElement ready, string service, string question, int atLeast)
    {
        await using var socat = ChildProcess.Start("socat", ["-t", "30", "-T", "30", "STDIO", $"UDP:127.0.0.1:{PatchbayProcess.PortOf(ready, service)}"]);
        await socat.WriteAsync(question);
        await socat.OutputHas(text => text.Length >= atLeast, $"{atLeast} characters");
        return socat.Output;
    }

    static async Task EchoesAsync(string command, Func<int, string[]> arguments)
    {
        var (node, ready) = await UdpAsync("echo");
        await using (node)
        {
            await using var client = ChildProcess.Start(command, arguments(PatchbayProcess.PortOf(ready, "echo")));
            foreach (var text in new[] { "one\n", "two\n" })
            {
                await client.WriteAsync(text);
                await client.OutputHas(output => output.EndsWith(text, StringComparison.Ordinal), text);
            }

            Assert.Equal("one\ntwo\n", client.Output);
        }
    }

    static Task<(PatchbayProcess Node, JsonElement Ready)> UdpAsync(params string[] services) =>
        PatchbayProcess.UpAsync([.. services, .. services.SelectMany(static name => new[] { "--set", $"{name}.listen=udp-listen:0" })]);
}
