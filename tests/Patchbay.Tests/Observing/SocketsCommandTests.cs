using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Patchbay.Tests.Observing;

public class SocketsCommandTests
{
    [TestSupport.NeedsFact("linux")]
    public async Task A_listener_is_shown_with_its_queue_its_scope_and_its_process()
    {
        using var listener = Listen(out var port);
        using var waits = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        waits.Connect(IPAddress.Loopback, port);
        var run = await ProgramRun.RunAsync("sockets", "-t", "sport", "=", $"{port}");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("KIND  STATE", lines[0]);
        Assert.Matches($@"^tcp +LISTEN +1/7 +- +127\.0\.0\.1:{port} +- +loopback +\S+ +\S.* \(pid {Environment.ProcessId}\)$", lines[1]);
        Assert.EndsWith("(not accepted yet)", lines[2]);
    }

    [TestSupport.NeedsFact("linux")]
    public async Task The_document_and_the_lines_have_the_same_sockets()
    {
        using var listener = Listen(out var port);
        var document = JsonDocument.Parse((await ProgramRun.RunAsync("netstat", "--json", $"sport = {port}")).Output).RootElement;
        Assert.Equal((1, "sockets"), (document.GetProperty("v").GetInt32(), document.GetProperty("event").GetString()));
        var socket = Assert.Single(document.GetProperty("data").GetProperty("sockets").EnumerateArray());
        Assert.Equal(("tcp", "LISTEN", $"127.0.0.1:{port}", 7), (socket.GetProperty("kind").GetString(), socket.GetProperty("state").GetString(), socket.GetProperty("local").GetString(), socket.GetProperty("backlog").GetInt32()));
        Assert.Equal(Environment.ProcessId, socket.GetProperty("processes")[0].GetProperty("pid").GetInt32());
        var lines = (await ProgramRun.RunAsync("sockets", "--json=lines", $"sport = {port}")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["socket", "end"], lines.Select(static line => line.GetProperty("event").GetString()));
        Assert.Equal(socket.ToString(), lines[0].GetProperty("data").ToString());
        Assert.Equal(1, lines[1].GetProperty("data").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_wrong_filter_is_shown_with_a_caret()
    {
        var run = await ProgramRun.RunAsync("sockets", "state", "establised");
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal("patchbay: 'establised' is no state\nstate establised\n      ^\nDid you mean 'established'?\n", run.Error);
    }

    [TestSupport.NeedsFact("linux")]
    public async Task A_port_is_answered_with_its_holder_and_the_fate_of_a_bind()
    {
        using var listener = Listen(out var port);
        var run = await ProgramRun.RunAsync("sockets", "-t", $":{port}");
        Assert.Contains($"bind tcp 0.0.0.0:{port}", run.Output);
        Assert.Contains("would fail: address already in use", run.Output);
        Assert.Contains($"(pid {Environment.ProcessId}) listens on 127.0.0.1:{port}, one of the addresses that the wildcard asks for", run.Output);
        var document = JsonDocument.Parse((await ProgramRun.RunAsync("sockets", "-t", "--json", $"127.0.0.1:{port}")).Output).RootElement.GetProperty("data");
        Assert.False(Assert.Single(document.GetProperty("binds").EnumerateArray()).GetProperty("works").GetBoolean());
        Assert.Single(document.GetProperty("sockets").EnumerateArray());
    }

    [Fact]
    public async Task Killing_needs_a_filter() =>
        Assert.Equal((ExitCode.Usage, "patchbay: --kill needs a filter"), (await ProgramRun.RunAsync("sockets", "--kill")) is var run ? (run.ExitCode, run.Error.Split('\n')[0]) : default);

    [TestSupport.NeedsFact("linux", "root")]
    public async Task Killing_without_a_terminal_needs_yes_and_then_ends_the_connection()
    {
        using var listener = Listen(out var port);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, port);
        using var server = listener.Accept();
        var asked = await ProgramRun.RunAsync("sockets", "--kill", $"dport = {port}");
        Assert.Equal(ExitCode.Usage, asked.ExitCode);
        Assert.Contains("there is no terminal to answer on", asked.Error);
        client.Send(new byte[1]);
        Assert.Equal(1, server.Receive(new byte[2]));
        var killed = await ProgramRun.RunAsync("sockets", "--kill", "--yes", $"dport = {port}");
        Assert.Equal(ExitCode.Done, killed.ExitCode);
        Assert.Contains("ended 1 socket", killed.Error);
        Assert.Equal(SocketError.ConnectionAborted, Assert.Throws<SocketException>(() => client.Receive(new byte[1])).SocketErrorCode);
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => server.Receive(new byte[1])).SocketErrorCode);
    }

    [Theory]
    [InlineData("--pairs", "--kill")]
    [InlineData("--watch", "--pairs")]
    public async Task Two_things_at_once_are_refused(string first, string second) =>
        Assert.Equal(ExitCode.Usage, (await ProgramRun.RunAsync("sockets", first, second)).ExitCode);

    [Theory]
    [InlineData("sockets")]
    [InlineData("interfaces")]
    public async Task A_watch_is_no_single_document(string verb)
    {
        var run = await ProgramRun.RunAsync(verb, "--watch", "--json");
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--json=lines", run.Error);
    }

    [Fact]
    public async Task Interfaces_have_loopback_and_a_way_to_it()
    {
        Assert.Contains("127.0.0.1/8", (await ProgramRun.RunAsync("ifconfig")).Output);
        Assert.Contains("127.0.0.1", (await ProgramRun.RunAsync("interfaces", "--route-to", "127.0.0.1")).Output);
        var wrong = await ProgramRun.RunAsync("interfaces", "no-such-one");
        Assert.Equal(ExitCode.Other, wrong.ExitCode);
        Assert.Contains("there is no interface 'no-such-one'", wrong.Error);
    }

    static Socket Listen(out int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(7);
        port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        return listener;
    }
}
