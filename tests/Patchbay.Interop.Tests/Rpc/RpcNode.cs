using System.Text.Json;

namespace Patchbay.Interop.Tests.Rpc;

/// <summary>A node that serves rpc on a free port, on TLS and on its Unix socket, and the clients that come to it.</summary>
sealed class RpcNode : IAsyncDisposable
{
    readonly PatchbayProcess _node;

    RpcNode(PatchbayProcess node, JsonElement ready)
    {
        _node = node;
        var listen = ready.GetProperty("services").EnumerateArray().First(service => service.GetProperty("name").GetString() == "rpc").GetProperty("listen").EnumerateArray().Select(address => address.GetString()!).ToList();
        Port = PortOf(listen[0]);
        TlsPort = PortOf(listen[1].Split(',')[0]);
    }

    public int Port { get; }

    public int TlsPort { get; }

    public string Socket => Path.Combine(_node.DataDirectory, "rpc.sock");

    public ChildProcess Process => _node.Process;

    public string DataDirectory => _node.DataDirectory;

    public static async Task<RpcNode> UpAsync(params string[] more)
    {
        var (node, ready) = await PatchbayProcess.UpAsync(["rpc", "chargen", "--set", "rpc.listen=127.0.0.1:0", "--set", "rpc.listen=tls-listen:127.0.0.1:0,cert=auto", "--set", "chargen.listen=127.0.0.1:0", .. more]);
        return new RpcNode(node, ready);
    }

    /// <summary><c>patchbay call</c> with this node's names.</summary>
    public PatchbayProcess Call(params string[] arguments) => PatchbayProcess.Start(["call", .. arguments, "--data", DataDirectory]);

    /// <summary>Calls and gives what is on stdout.</summary>
    public async Task<string> AskAsync(params string[] arguments)
    {
        await using var call = Call(arguments);
        Assert.True(await call.Process.FinishAsync() == 0, call.Process.Error);
        return call.Process.Output.TrimEnd('\n');
    }

    public static ChildProcess Script(string script, params string[] arguments) => ChildProcess.Start("node", [Path.Combine(Repository.Root, "tests", "node", script), .. arguments]);

    /// <summary>Runs a script to its end and gives its lines.</summary>
    public static async Task<string> LinesAsync(string script, params string[] arguments)
    {
        await using var client = Script(script, arguments);
        Assert.True(await client.FinishAsync() == 0, client.Output + client.Error);
        return client.Output;
    }

    /// <summary>Waits until the node says that nothing runs and nobody but the asker is there.</summary>
    public async Task UntilIdleAsync()
    {
        using var limit = new CancellationTokenSource(ChildProcess.Limit);
        while (true)
        {
            var status = JsonElement.Parse(await AskAsync("node", "node.status")).GetProperty("services").EnumerateArray().First(service => service.GetProperty("name").GetString() == "rpc");
            if (status.GetProperty("connections").GetInt32() == 1 && status.GetProperty("figures").GetProperty("in flight").GetInt32() <= 1)
            {
                return;
            }

            limit.Token.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    static int PortOf(string address) => int.Parse(address[(address.LastIndexOf(':') + 1)..]);
}
