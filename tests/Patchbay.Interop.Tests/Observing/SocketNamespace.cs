namespace Patchbay.Interop.Tests.Observing;

/// <summary>A network namespace in which one python3 holds some 1,500 sockets and nothing else lives; gone with the process.</summary>
sealed class SocketNamespace : IAsyncDisposable
{
    /// <summary>Where the holder listens on loopback.</summary>
    public const int Port = 8000;

    const string Holder = """
        import socket, subprocess, sys
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["ip", "address", "add", "10.99.0.1/24", "dev", "lo"], check=True)
        listener = socket.create_server(("127.0.0.1", 8000), backlog=64)
        kept = [socket.create_server(("::", 8001), family=socket.AF_INET6, dualstack_ipv6=True), socket.create_server(("10.99.0.1", 8002))]
        for i in range(700):
            client = socket.create_connection(("127.0.0.1", 8000))
            kept += [client, listener.accept()[0]]
            if i < 20:
                client.send(b"x" * i)
        for i in range(10):
            kept.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            kept[-1].bind(("127.0.0.1", 9000 + i))
        kept.append(socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))
        print("ready", flush=True)
        sys.stdin.read()
        """;

    SocketNamespace(ChildProcess holder) => HolderProcess = holder;

    public ChildProcess HolderProcess { get; }

    public static async Task<SocketNamespace> MakeAsync()
    {
        var made = new SocketNamespace(ChildProcess.Start("unshare", ["--net", "python3", "-c", Holder]));
        await made.HolderProcess.OutputHas(static text => text.Contains("ready", StringComparison.Ordinal), "ready");
        return made;
    }

    /// <summary>Starts a command in it.</summary>
    public ChildProcess Start(params string[] command) => ChildProcess.Start("nsenter", ["--target", $"{HolderProcess.Id}", "--net", .. command], PatchbayProcess.Variables);

    /// <summary>Runs a command in it to its end, without input.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] command)
    {
        await using var process = Start(command);
        return (await process.FinishAsync(), process.Output, process.Error);
    }

    /// <summary>Runs our program in it to its end.</summary>
    public Task<(int Code, string Output, string Error)> PatchbayAsync(params string[] arguments) => RunAsync([PatchbayProcess.Path, .. arguments]);

    public ValueTask DisposeAsync() => HolderProcess.DisposeAsync();
}
