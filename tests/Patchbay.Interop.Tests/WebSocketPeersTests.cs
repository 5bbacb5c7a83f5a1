using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Patchbay.Interop.Tests;

/// <summary>ws addresses with npm's <c>ws</c> at the other end, and two nodes of ours with each other.</summary>
public partial class WebSocketPeersTests
{
    [NeedsFact("node")]
    public async Task The_answer_that_comes_1200_ms_after_our_end_arrives()
    {
        await using var server = await ServeAsync("late");
        await using var connect = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{Port(server)}/chat");
        await connect.Process.WriteAsync("hi");
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.Equal("binary hi", connect.Process.Output);
        Assert.Contains("close 1000", await EndAsync(server));
    }

    [NeedsFact("node")]
    public async Task A_server_that_waits_for_our_end_is_told_after_the_silence()
    {
        await using var server = await ServeAsync("echo");
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        await using var connect = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{Port(server)}/chat#linger=500ms");
        await connect.Process.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.Equal(bytes, connect.Process.OutputBytes);
        Assert.Contains($"close 1000  {bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(bytes))}", await EndAsync(server));
    }

    [NeedsFact("node")]
    public async Task Text_origin_and_subprotocol_are_as_the_address_says()
    {
        await using var late = await ServeAsync("late");
        await using var text = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{Port(late)}/chat#text");
        await text.Process.WriteAsync("grüße");
        Assert.Equal(0, await text.Process.FinishAsync());
        Assert.Equal("text grüße", text.Process.Output);
        await using var headers = await ServeAsync("headers");
        await using var connect = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{Port(headers)}/chat#origin=https://app.example,protocol=chat");
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.Equal($$"""{"origin":"https://app.example","protocol":"chat","host":"127.0.0.1:{{Port(headers)}}"}""", connect.Process.Output);
    }

    [NeedsFact("node")]
    public async Task A_server_that_vanishes_is_56_and_keeps_what_came_before()
    {
        await using var server = await ServeAsync("vanish");
        await using var connect = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{Port(server)}/chat");
        Assert.Equal(56, await connect.Process.ExitAsync());
        Assert.Equal("half", connect.Process.Output);
    }

    [NeedsFact("node")]
    public async Task A_server_that_closes_with_an_error_is_56()
    {
        await using var server = await ServeAsync("refuse");
        await using var connect = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{Port(server)}/chat");
        Assert.Equal(56, await connect.Process.ExitAsync());
    }

    [NeedsFact("node")]
    public async Task A_path_that_is_not_there_is_22_and_says_so()
    {
        await using var server = await ServeAsync("echo");
        await using var connect = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{Port(server)}/nowhere");
        Assert.Equal(22, await connect.Process.ExitAsync());
        Assert.StartsWith($"patchbay: 127.0.0.1:{Port(server)}/nowhere is no WebSocket for us: the server answered 400 Bad Request", connect.Process.Error);
    }

    [NeedsFact("node")]
    public async Task Npms_client_talks_to_a_service_and_ends_properly()
    {
        var (node, ready) = await PatchbayProcess.UpAsync("echo", "--set", "echo.listen=ws-listen:127.0.0.1:0,text,path=/chat");
        await using var owned = node;
        await using var client = Node("websocket-client.mjs", $"ws://127.0.0.1:{WebSocketPort(ready)}/chat", "text,ping");
        Assert.Equal(0, await client.ExitAsync());
        Assert.Contains("text same", client.Output);
        Assert.Contains("pong are you there", client.Output);
        Assert.Contains("close 4001", client.Output);
    }

    [NeedsFact("node")]
    public async Task Npms_client_reaches_a_TCP_service_through_patch()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using var owned = node;
        await using var patch = PatchbayProcess.StartOn("patch", "ws-listen:127.0.0.1:0,path=/chat,text", $"127.0.0.1:{port}");
        await using var client = Node("websocket-client.mjs", $"ws://127.0.0.1:{await PatchPeersTests.PortAsync(patch)}/chat", "text,ping,normal");
        Assert.Equal(0, await client.ExitAsync());
        Assert.Contains("text same", client.Output);
        Assert.Contains("close 1000", client.Output);
    }

    [Fact]
    public async Task Two_ends_of_ours_half_close_as_TCP_does()
    {
        var (node, ready) = await PatchbayProcess.UpAsync("echo", "--set", "echo.listen=ws-listen:127.0.0.1:0");
        await using var owned = node;
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        await using var connect = PatchbayProcess.StartOn("connect", $"ws://127.0.0.1:{PatchbayProcess.PortOf(ready, "echo")}/#linger=1h");
        await connect.Process.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.Equal(bytes, connect.Process.OutputBytes);
    }

    [NeedsFact("curl")]
    public async Task A_plain_request_is_told_what_speaks_here()
    {
        var (node, ready) = await PatchbayProcess.UpAsync("echo", "--set", "echo.listen=ws-listen:127.0.0.1:0");
        await using var owned = node;
        await using var curl = ChildProcess.Start("curl", ["-s", "-i", $"http://127.0.0.1:{PatchbayProcess.PortOf(ready, "echo")}/"]);
        Assert.Equal(0, await curl.ExitAsync());
        Assert.StartsWith("HTTP/1.1 426 Upgrade Required", curl.Output);
        Assert.EndsWith("This address speaks WebSocket (RFC 6455) and nothing else.\n", curl.Output);
    }

    static ChildProcess Node(string script, params string[] arguments) =>
        ChildProcess.Start("node", [Path.Combine(Repository.Root, "tests", "node", script), .. arguments]);

    static async Task<ChildProcess> ServeAsync(string mode)
    {
        var server = Node("websocket-server.mjs", mode);
        await server.OutputHas(static text => text.Contains('\n', StringComparison.Ordinal), "its port");
        return server;
    }

    static string Port(ChildProcess server) => Number().Match(server.Output).Value;

    /// <summary>The port of a listener whose address goes on with options.</summary>
    static string WebSocketPort(JsonElement ready) => PortOfListener().Match(ready.GetProperty("services")[0].GetProperty("listen")[0].GetString()!).Groups[1].Value;

    static async Task<string> EndAsync(ChildProcess server)
    {
        Assert.Equal(0, await server.ExitAsync());
        return server.Output;
    }

    [GeneratedRegex(@":(\d+),")]
    private static partial Regex PortOfListener();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
