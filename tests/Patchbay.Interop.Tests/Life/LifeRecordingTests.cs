using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Patchbay.Interop.Tests.Life;

/// <summary>What <c>life</c> tells of both ends, from inside and from outside; recordings and pages.</summary>
public class LifeRecordingTests
{
    // The server's thread waits in recv, then does something else for a while before it closes.
    const string BothEnds = """
        import socket, threading, time
        l = socket.socket(); l.bind(("127.0.0.1", 0)); l.listen(5)
        c = socket.socket(); c.connect(l.getsockname())
        a, _ = l.accept()
        def serve():
            while True:
                d = a.recv(4096)
                if not d: break
                a.sendall(d)
            time.sleep(0.3); a.close()
        t = threading.Thread(target=serve); t.start()
        c.sendall(b"hello"); c.recv(100)
        c.shutdown(socket.SHUT_WR); c.recv(100); c.close(); t.join(); l.close()
        """;

    [SupportedOSPlatform("linux")]
    [NeedsFact("python3", "bpf")]
    public async Task Both_ends_are_told_with_their_because_and_a_recording_tells_the_same_again()
    {
        using var folder = new TemporaryFolder();
        await using (var life = PatchbayProcess.Start("life", "--json=lines", "-o", folder["live"], "--save", folder["recording"], "--html", folder["page"], "--", "python3", "-c", BothEnds))
        {
            Assert.Equal(0, await life.Process.FinishAsync());
        }

        var live = LifeRecord.Read(folder["live"]);
        string[] states = [.. live.Of("state").Select(static state => $"{(state.TryGetProperty("from", out var from) ? from.GetString() : "")} {state.GetProperty("to").GetString()}")];
        string[] expected = ["UNCONN SYN-SENT", "SYN-SENT ESTABLISHED", "LISTEN SYN-RECV", "SYN-RECV ESTABLISHED", "ESTABLISHED FIN-WAIT-1", "ESTABLISHED CLOSE-WAIT", "FIN-WAIT-1 FIN-WAIT-2", "CLOSE-WAIT LAST-ACK", "FIN-WAIT-2 UNCONN", "LAST-ACK UNCONN"];
        Assert.All(expected, state => Assert.Single(states, state));
        var reasons = live.Events.Where(static one => one.Data.TryGetProperty("because", out _)).Select(static one => one.Data.GetProperty("because").GetString()!).ToList();
        Assert.Contains(reasons, static reason => reason.Contains("the peer's program had not closed; it made no call on sockets meanwhile", StringComparison.Ordinal));
        Assert.Contains(reasons, static reason => reason.Contains("the handshake was complete", StringComparison.Ordinal));
        Assert.Contains(reasons, static reason => reason.Contains("at connect(), not at socket()", StringComparison.Ordinal));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["recording"]));
        var page = await File.ReadAllTextAsync(folder["page"]);
        Assert.Contains("<svg", page);
        Assert.Contains(">FIN_WAIT2<", page);
        Assert.DoesNotContain("src=", page);
        Assert.DoesNotContain("href=", page);

        // Told again it is the same, and recorded again too.
        await using (var replay = PatchbayProcess.Start("life", "--replay", folder["recording"], "--json=lines", "-o", folder["again"], "--save", folder["copy"]))
        {
            Assert.Equal(0, await replay.Process.FinishAsync());
        }

        Assert.Equal(Words(live), Words(LifeRecord.Read(folder["again"])));
        Assert.Equal((await File.ReadAllLinesAsync(folder["recording"])).Skip(1), (await File.ReadAllLinesAsync(folder["copy"])).Skip(1));
    }

    [NeedsFact("root", "setpriv")]
    public async Task From_outside_without_rights_states_are_told_and_what_root_would_show_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var life = ChildProcess.Start("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", PatchbayProcess.Path, "life", "--port", port.ToString()], PatchbayProcess.Variables);
        await life.ErrorHas($"watching port {port}");
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            using var server = await listener.AcceptTcpClientAsync();
            await life.OutputHas(static text => text.Split('\n').Count(static line => line.EndsWith("state ESTABLISHED", StringComparison.Ordinal)) == 2, "both ends in ESTABLISHED");
            await client.GetStream().WriteAsync(new byte[1234]);
            await life.OutputHas(static text => text.Contains("1234 bytes unread", StringComparison.Ordinal), "the receive buffer");
        }

        await life.OutputHas(static text => text.Contains("→ CLOSED", StringComparison.Ordinal), "the end");
        life.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await life.ExitAsync());
        Assert.Contains("not seen: states as they change, RSTs and repeated segments", life.Output);
        Assert.Contains("root, or CAP_BPF and CAP_PERFMON, would show them", Flat(life.Output));
        Assert.Contains("not seen: segments on the wire", life.Output);
        Assert.DoesNotContain("   at ", life.Error);
    }

    [NeedsFact("linux", "nc")]
    public async Task One_connection_of_a_real_client_is_told_by_its_ends_with_what_the_node_says_of_it()
    {
        using var folder = new TemporaryFolder();
        var variables = new Dictionary<string, string?>(PatchbayProcess.Variables) { ["XDG_DATA_HOME"] = folder.Path };
        await using var node = ChildProcess.Start(PatchbayProcess.Path, ["up", "chat", "rpc", "--set", "chat.listen=127.0.0.1:0", "--set", $"rpc.listen=unix-listen:{folder["rpc"]}", "--json=lines"], variables);
        await node.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var ready = node.Output.Split('\n').First(static line => line.Contains("\"ready\"", StringComparison.Ordinal));
        var port = PatchbayProcess.PortOf(System.Text.Json.JsonDocument.Parse(ready).RootElement.GetProperty("data"), "chat");
        var own = FreePort.Take();
        await using var life = ChildProcess.Start(PatchbayProcess.Path, ["life", "--tuple", $"127.0.0.1:{own}-127.0.0.1:{port}"], variables);
        await life.ErrorHas("watching ");
        // Another connection to the same port is none of its business.
        await using var other = ChildProcess.Start("nc", ["127.0.0.1", port.ToString()]);
        await other.WriteAsync("NICK bob\r\nUSER bob 0 * :Bob\r\n");
        await other.OutputHas(static text => text.Contains(" 001 bob ", StringComparison.Ordinal), "the welcome");
        await using var client = ChildProcess.Start("nc", ["-p", own.ToString(), "127.0.0.1", port.ToString()]);
        await client.WriteAsync("NICK ann\r\nUSER ann 0 * :Ann\r\n");
        await client.OutputHas(static text => text.Contains(" 001 ann ", StringComparison.Ordinal), "the welcome");
        await life.OutputHas(text => text.Contains($"127.0.0.1:{own}", StringComparison.Ordinal) && text.Contains("NICK ann", StringComparison.Ordinal), "the client's end and its name");
        client.Signal(PosixSignal.SIGTERM);
        await life.OutputHas(static text => text.Contains("→ CLOSED", StringComparison.Ordinal), "the end");
        life.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await life.ExitAsync());
        Assert.DoesNotContain("bob", life.Output);
        node.Signal(PosixSignal.SIGTERM);
        await node.ExitAsync();
    }

    [NeedsFact("root", "setpriv")]
    public async Task A_kernel_that_refuses_the_tracepoints_alone_is_one_line_and_the_rest_goes_on()
    {
        await using var life = ChildProcess.Start("setpriv", ["--bounding-set=-bpf,-perfmon,-sys_admin", PatchbayProcess.Path, "life", "--port", "1", "--for", "100ms"], PatchbayProcess.Variables);
        Assert.Equal(0, await life.FinishAsync());
        Assert.Single(life.Output.Split('\n'), static line => line.Contains("not seen", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", life.Error);
    }

    [NeedsTheory("linux")]
    [InlineData(new[] { "life" }, 2, "life needs a COMMAND, --pid, --port, --tuple or --replay")]
    [InlineData(new[] { "life", "--port", "70000" }, 2, "'70000' is no port")]
    [InlineData(new[] { "life", "--tuple", "1.2.3.4:5" }, 2, "'1.2.3.4:5' is no connection")]
    [InlineData(new[] { "life", "--port", "80", "--pid", "1" }, 2, "exclude one another")]
    [InlineData(new[] { "life", "--pid", "1", "--for", "1s" }, 2, "--for is for --port and --tuple")]
    [InlineData(new[] { "life", "--replay", "/no/such" }, 78, "/no/such cannot be read")]
    [InlineData(new[] { "life", "--replay", "/etc/passwd" }, 26, "/etc/passwd is no recording that can be read: line 1: no JSON")]
    public async Task What_makes_no_sense_is_one_line_and_a_hint(string[] arguments, int code, string words)
    {
        await using var life = PatchbayProcess.Start(arguments);
        Assert.Equal(code, await life.Process.ExitAsync());
        Assert.Contains(words, life.Process.Error);
        Assert.DoesNotContain("   at ", life.Process.Error);
    }

    static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '└'], StringSplitOptions.RemoveEmptyEntries));

    static List<string> Words(LifeRecord record) =>
        [.. record.Events.Where(static one => one.Data.TryGetProperty("words", out _)).Select(static one => one.Data.GetProperty("words").GetString()!).Order(StringComparer.Ordinal)];
}
