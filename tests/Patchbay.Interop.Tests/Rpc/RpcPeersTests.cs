using System.Text;

namespace Patchbay.Interop.Tests.Rpc;

/// <summary>The service rpc with the clients that others wrote.</summary>
[Long]
public class RpcPeersTests
{
    [NeedsFact("node")]
    public async Task Vscode_jsonrpc_calls_is_called_cancels_hears_progress_and_moves_8_MiB()
    {
        await using var node = await RpcNode.UpAsync();
        Assert.Equal("""
            named 3.5
            positional 42
            none pong
            services rpc,chargen
            error -32601 Method not found null
            error -32602 Invalid params {"parameter":"b","reason":"is missing"}
            callback 42
            callbacks true
            refused 7 no {"why":"because"}
            cancelled -32800
            counted 3 1,2,3
            large 8388608 same
            event ends after requests: 1, notifications: 0, errors: 0
            unsubscribed true

            """, await RpcNode.LinesAsync("jsonrpc-client.mjs", "tcp", $"{node.Port}", "call,errors,both,cancel,progress,large,events"));
    }

    [NeedsFact("node")]
    public async Task Vscode_jsonrpc_speaks_through_TLS_and_over_the_Unix_socket()
    {
        await using var node = await RpcNode.UpAsync();
        const string Seen = "callback 42\ncallbacks true\nrefused 7 no {\"why\":\"because\"}\nlarge 8388608 same\ncancelled -32800\n";
        Assert.Equal(Seen, await RpcNode.LinesAsync("jsonrpc-client.mjs", "tls", $"{node.TlsPort}", "both,large,cancel"));
        Assert.Equal(Seen, await RpcNode.LinesAsync("jsonrpc-client.mjs", "unix", node.Socket, "both,large,cancel"));
    }

    [NeedsFact("node")]
    public async Task Jayson_calls_over_TCP_and_sends_a_batch()
    {
        await using var node = await RpcNode.UpAsync();
        Assert.Equal("""
            one 3
            error {"code":-32602,"message":"Invalid params","data":{"parameter":"b","reason":"is missing"}}
            batch [3,{"code":-32601,"message":"Method not found"},["grüße",{"a":[1.5,null]}]]

            """, await RpcNode.LinesAsync("jsonrpc-jayson.mjs", $"{node.Port}"));
    }

    [NeedsFact("nc.openbsd")]
    public async Task Raw_lines_of_nc_are_answered_and_a_broken_one_does_not_end_the_connection()
    {
        await using var node = await RpcNode.UpAsync();
        Assert.Equal("""
            {"jsonrpc":"2.0","result":3,"id":1.0}
            {"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}
            [{"jsonrpc":"2.0","result":"pong","id":"a"}]

            """, await NcAsync(["127.0.0.1", $"{node.Port}"], "{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":[1,2],\"id\":1.0}\n{\"broken\n[{\"jsonrpc\":\"2.0\",\"method\":\"rpc.ping\",\"id\":\"a\"}]\n"));
    }

    [NeedsFact("nc.openbsd")]
    public async Task What_a_browser_would_post_is_not_taken_as_calls()
    {
        await using var node = await RpcNode.UpAsync();
        const string Body = "{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":[\"taken\"],\"id\":1}\n";
        Assert.Equal("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"Parse error\"},\"id\":null}\n",
            await NcAsync(["127.0.0.1", $"{node.Port}"], $"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));
        Assert.Contains("taken", await NcAsync(["127.0.0.1", $"{node.Port}"], Body));
    }

    [NeedsFact("nc.openbsd")]
    public async Task The_node_is_stopped_by_its_owner_on_the_Unix_socket_and_not_by_anybody_on_loopback()
    {
        await using var node = await RpcNode.UpAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(node.Socket));
        }

        const string Stop = "{\"jsonrpc\":\"2.0\",\"method\":\"node.stop\",\"id\":1}\n";
        Assert.Contains("\"code\":-32001", await NcAsync(["127.0.0.1", $"{node.Port}"], Stop));
        Assert.False(node.Process.Output.Contains("stopped", StringComparison.Ordinal));
        Assert.Equal("{\"jsonrpc\":\"2.0\",\"result\":true,\"id\":1}\n", await NcAsync(["-U", node.Socket], Stop));
        Assert.Equal(0, await node.Process.ExitAsync());
        Assert.False(File.Exists(node.Socket));
    }

    [NeedsFact("openssl")]
    public async Task Openssl_s_client_calls_through_TLS()
    {
        await using var node = await RpcNode.UpAsync();
        await using var client = ChildProcess.Start("openssl", ["s_client", "-quiet", "-connect", $"127.0.0.1:{node.TlsPort}"]);
        await client.WriteAsync("{\"jsonrpc\":\"2.0\",\"method\":\"sum\",\"params\":{\"a\":1,\"b\":2},\"id\":\"x\"}\n");
        await client.OutputHas(static text => text.Contains("{\"jsonrpc\":\"2.0\",\"result\":3,\"id\":\"x\"}\n", StringComparison.Ordinal), "the answer");
    }

    [NeedsFact("node")]
    public async Task A_client_killed_in_the_middle_of_a_call_leaves_nothing_behind()
    {
        // A killed client and one that has finished sending look alike: the call goes on until its time is over.
        await using var node = await RpcNode.UpAsync("--set", "rpc.call-timeout=2s");
        await using var client = RpcNode.Script("jsonrpc-client.mjs", "tcp", $"{node.Port}", "hang");
        await client.OutputHas(static text => text.Contains("hanging", StringComparison.Ordinal), "the call");
        client.Kill();
        await client.ExitAsync();
        await node.UntilIdleAsync();
    }

    [NeedsFact("node")]
    public async Task A_node_killed_in_the_middle_of_a_call_is_seen_by_the_client_at_once()
    {
        await using var node = await RpcNode.UpAsync();
        await using var client = RpcNode.Script("jsonrpc-client.mjs", "tcp", $"{node.Port}", "hang");
        await client.OutputHas(static text => text.Contains("hanging", StringComparison.Ordinal), "the call");
        await using var call = node.Call("rpc", "count", "to=1000", "every=1000", "--stream");
        await call.Process.OutputHas(static text => text.Contains("progress", StringComparison.Ordinal), "the first step");
        node.Process.Kill();
        Assert.Equal(0, await client.ExitAsync());
        Assert.EndsWith("closed\n", client.Output);
        Assert.Equal(52, await call.Process.ExitAsync());
        Assert.Contains("gave no answer to count", call.Process.Error);
    }

    [NeedsFact("linux")]
    public async Task The_socket_file_that_a_killed_node_left_is_taken_over()
    {
        await using var node = await RpcNode.UpAsync();
        node.Process.Kill();
        await node.Process.ExitAsync();
        Assert.True(File.Exists(node.Socket));
        await using var second = PatchbayProcess.Start("up", "rpc", "--json=lines", "--set", "rpc.listen=127.0.0.1:0", "--data", node.DataDirectory);
        await second.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal), "ready");
        Assert.Equal("\"pong\"", await node.AskAsync("node", "rpc.ping"));
    }

    [NeedsFact("linux")]
    public async Task Life_of_a_connection_tells_what_the_service_at_the_other_end_says()
    {
        await using var node = await RpcNode.UpAsync();
        await using var connect = PatchbayProcess.Start("connect", "--life", "chargen", "--data", node.DataDirectory);
        await connect.Process.OutputHas(static text => text.Length > 1000, "the pattern");
        connect.Process.CloseInput();
        Assert.Equal(0, await connect.Process.ExitAsync());
        var lines = connect.Process.Error.Split('\n');
        Assert.Single(lines, line => line.Contains(" chargen     the client finished: the generator stops", StringComparison.Ordinal));
        // One numbering, and nothing of the socket by which the note was heard.
        var numbers = lines.Where(line => line.Length > 0).Select(line => int.Parse(line.AsSpan(0, 3), System.Globalization.NumberStyles.AllowLeadingWhite)).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.Single(lines, line => line.Contains("  socket  ", StringComparison.Ordinal));
        Assert.DoesNotContain("rpc.sock", connect.Process.Error);
    }

    [NeedsFact("linux")]
    public async Task Life_is_silent_about_the_other_end_where_no_node_runs_here()
    {
        await using var node = await RpcNode.UpAsync();
        using var elsewhere = new TemporaryFolder();
        await using var connect = PatchbayProcess.Start("connect", "--life", $"127.0.0.1:{node.Port}", "--data", elsewhere.Path);
        await connect.Process.WriteAsync("{\"jsonrpc\":\"2.0\",\"method\":\"rpc.ping\",\"id\":1}\n");
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.DoesNotContain(" rpc ", connect.Process.Error);
        await using var known = PatchbayProcess.Start("connect", "--life", $"127.0.0.1:{node.Port}", "--data", node.DataDirectory);
        await known.Process.WriteAsync("{\"jsonrpc\":\"2.0\",\"method\":\"rpc.ping\",\"id\":1}\n");
        Assert.Equal(0, await known.Process.FinishAsync());
        Assert.Contains(" rpc         ends after requests: 1", known.Process.Error);
    }

    static async Task<string> NcAsync(string[] target, string input)
    {
        await using var nc = ChildProcess.Start("nc.openbsd", ["-N", .. target]);
        await nc.Input.WriteAsync(Encoding.UTF8.GetBytes(input));
        Assert.True(await nc.FinishAsync() is 0 or 1, nc.Error);
        return nc.Output;
    }
}
