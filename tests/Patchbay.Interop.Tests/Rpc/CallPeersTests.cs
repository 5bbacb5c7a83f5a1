namespace Patchbay.Interop.Tests.Rpc;

/// <summary>The verb call with servers of vscode-jsonrpc and jayson, and with our own node.</summary>
public class CallPeersTests
{
    [NeedsFact("node")]
    public async Task A_server_of_vscode_jsonrpc_answers_calls_back_tells_progress_and_fails()
    {
        await using var server = await ServeAsync("jsonrpc-server.mjs");
        Assert.Equal((0, "3\n", ""), await CallAsync(server, "headers", "add", "a=1", "b=2"));
        Assert.Equal((0, "[1,\"x\",{\"y\":[1.5]}]\n", ""), await CallAsync(server, "headers", "list", "--params", "[1,\"x\",{\"y\":[1.5]}]"));
        Assert.Equal((0, "\"you say pong\"\n", ""), await CallAsync(server, "headers", "ask"));
        Assert.Equal((0, """
            {"method":"began","params":{"at":"once"}}
            {"method":"$/progress","params":{"token":1,"value":{"percent":50}}}
            {"method":"$/progress","params":{"token":1,"value":{"percent":100}}}
            "done"

            """, ""), await CallAsync(server, "headers", "work", "--stream"));
        Assert.Equal((1, "", "patchbay: fail was answered with error 1234: as you wish\ndata: {\"because\":[\"you\",\"asked\"]}\n"), await CallAsync(server, "headers", "fail"));
    }

    [NeedsFact("node")]
    public async Task A_call_that_takes_too_long_is_28_and_the_server_is_told()
    {
        await using var server = await ServeAsync("jsonrpc-server.mjs");
        var (code, output, error) = await CallAsync(server, "headers", "wait", "--timeout", "1s");
        Assert.Equal((28, ""), (code, output));
        Assert.Contains("wait was not answered within 1 s", error);
        await server.OutputHas(static text => text.Contains("told to cancel", StringComparison.Ordinal), "the cancellation");
    }

    [NeedsTheory("node")]
    [InlineData("vanish")]
    [InlineData("reset")]
    public async Task A_server_that_goes_without_an_answer_is_52(string method)
    {
        await using var server = await ServeAsync("jsonrpc-server.mjs");
        var (code, _, error) = await CallAsync(server, "headers", method);
        Assert.Equal(52, code);
        Assert.Contains($"gave no answer to {method}", error);
    }

    [NeedsFact("node")]
    public async Task A_server_of_jayson_answers_in_lines()
    {
        await using var server = await ServeAsync("jsonrpc-jayson.mjs", "serve");
        Assert.Equal((0, "3\n", ""), await CallAsync(server, "lines", "add", "--params", "[1,2]"));
        Assert.Equal((0, "\"hello ann\"\n", ""), await CallAsync(server, "lines", "named", "name=ann"));
        Assert.Equal((1, "", "patchbay: fail was answered with error 42: no\ndata: \"why\"\n"), await CallAsync(server, "lines", "fail"));
    }

    [NeedsFact("linux")]
    public async Task Our_node_is_called_by_name_with_a_login_and_with_parameters_from_stdin()
    {
        await using var node = await RpcNode.UpAsync("--set", "accounts.max-failures=2");
        await using var add = PatchbayProcess.Start("user", "add", "ann", "--rights", "rpc", "--data", node.DataDirectory);
        await add.Process.WriteAsync("correct horse\n");
        Assert.Equal(0, await add.Process.FinishAsync());

        await using var piped = node.Call("rpc", "echo", "-");
        await piped.Process.WriteAsync("{\"a\" :\n [1.50, \"\\u00fc\"]}");
        Assert.Equal(0, await piped.Process.FinishAsync());
        Assert.Equal("{\"a\":[1.50,\"ü\"]}\n", piped.Process.Output);

        Assert.Equal((1, "-32001"), await StopAsync(node, "wrong horse"));
        Assert.Equal((0, "true"), await StopAsync(node, "correct horse"));
        Assert.Equal(0, await node.Process.ExitAsync());
    }

    [NeedsFact("linux")]
    public async Task Guessing_passwords_is_refused_for_a_time_even_with_the_right_one()
    {
        await using var node = await RpcNode.UpAsync("--set", "accounts.max-failures=2");
        await using var add = PatchbayProcess.Start("user", "add", "ann", "--data", node.DataDirectory);
        await add.Process.WriteAsync("correct horse\n");
        Assert.Equal(0, await add.Process.FinishAsync());
        Assert.Equal((1, "-32001"), await StopAsync(node, "guess one"));
        Assert.Equal((1, "-32001"), await StopAsync(node, "guess two"));
        await using var third = node.Call("rpc", "node.stop", "--user", "ann");
        await third.Process.WriteAsync("correct horse\n");
        Assert.Equal(1, await third.Process.FinishAsync());
        Assert.Contains("too many logins", third.Process.Error);
        Assert.DoesNotContain("horse", node.Process.Error + node.Process.Output);
    }

    static async Task<(int Code, string Seen)> StopAsync(RpcNode node, string password)
    {
        await using var call = node.Call("rpc", "node.stop", "--user", "ann");
        await call.Process.WriteAsync(password + "\n");
        var code = await call.Process.FinishAsync();
        return (code, code == 0 ? call.Process.Output.Trim() : call.Process.Error.Contains("error -32001", StringComparison.Ordinal) ? "-32001" : call.Process.Error);
    }

    static async Task<ChildProcess> ServeAsync(string script, params string[] arguments)
    {
        var server = RpcNode.Script(script, arguments);
        await server.OutputHas(static text => text.Contains('\n', StringComparison.Ordinal), "its port");
        return server;
    }

    static async Task<(int Code, string Output, string Error)> CallAsync(ChildProcess server, string framing, string method, params string[] arguments)
    {
        await using var call = PatchbayProcess.Start(["call", $"127.0.0.1:{server.Output.Split('\n')[0]}", method, .. arguments, "--framing", framing]);
        var code = await call.Process.FinishAsync();
        return (code, call.Process.Output, call.Process.Error);
    }
}
