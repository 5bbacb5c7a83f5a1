using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Linux;
using Patchbay.Services.Patch;
using Patchbay.Sockets;
using Patchbay.TestSupport;

namespace Patchbay.Services.Tests.Patch;

/// <summary>One end of a patch under test, and the peer at its other side, which the test speaks through.</summary>
/// <param name="Source">What the patch gets.</param>
/// <param name="Peer">Meets the patch: connects to it, or waits for it.</param>
/// <param name="TellsReset">Its kind can tell a peer that a connection was cut: TCP can, a Unix socket and a pipe cannot.</param>
/// <param name="Listener">Where the peer waits, when it does.</param>
sealed record MatrixEnd(EndSource Source, Func<Task<PatchEnd>> Peer, bool TellsReset, EndSource? Listener = null) : IAsyncDisposable
{
    /// <summary>A command that joins its stdin and stdout with a Unix socket, and keeps both half-closes: nc and socat do not close their stdout before they end.</summary>
    const string Bridge = """
        import os, socket, sys, threading
        s = socket.socket(socket.AF_UNIX)
        s.connect(sys.argv[1])
        def up():
            try:
                while d := os.read(0, 65536):
                    s.sendall(d)
                s.shutdown(socket.SHUT_WR)
            except OSError:
                # What is in our stdin is lost: only our status can say so.
                os._exit(1)
        t = threading.Thread(target=up, daemon=True)
        t.start()
        while d := s.recv(65536):
            while d:
                d = d[os.write(1, d):]
        os.close(1)
        t.join()
        """;

    static readonly LayerSettings Layers = new();

    /// <summary>Every kind of stream that can stand at either side of a patch.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "tcp", "tcp-listen", "unix", "unix-listen", "tls", "tls-listen", "tls+unix", "tls+unix-listen", "ws", "ws-listen", "fd", "fd-listen", "standard",
        .. Needs.Find("python3") is null ? Array.Empty<string>() : ["exec"],
    ];

    public static async Task<MatrixEnd> OpenAsync(string kind, ISocketEngine engine, TemporaryFolder folder, string name)
    {
        var path = folder[name];
        switch (kind)
        {
            case "standard":
                return Standard();
            case "fd":
                Assert.True(SocketCalls.SocketPair(out var ours, out var theirs) >= 0);
                return new(
                    InheritedSource.Open(ours, Address.Parse($"fd:{ours}"), Layers, 10, NullLogger.Instance),
                    () => Task.FromResult<PatchEnd>(new ConnectionEnd(InheritedSockets.Connection(InheritedSockets.Own(theirs)))), TellsReset: false);
            case "fd-listen":
                return InheritedListener(engine);
            case "exec":
                var waiting = await ListenSource.OpenAsync(engine, Address.Parse($"unix-listen:{path}"), Layers, 10, NullLogger.Instance, CancellationToken.None);
                folder.Write("bridge.py", Bridge);
                var command = Address.Parse($"exec:python3 -S {folder["bridge.py"]} {path}");
                return new(new ExecSource(command, AddressLayers.Open(command, Layers), ownGroup: true), () => NextAsync(waiting), TellsReset: false, waiting);
        }

        var isUnix = kind.Contains("unix", StringComparison.Ordinal);
        var listens = kind.EndsWith("-listen", StringComparison.Ordinal);
        var scheme = listens ? kind[..^"-listen".Length] : kind;
        var here = Address.Parse(scheme + "-listen:" + (isUnix ? path : "127.0.0.1:0") + (scheme.StartsWith("tls", StringComparison.Ordinal) ? ",cert=auto" : ""));
        var listener = await ListenSource.OpenAsync(engine, here, Layers, 10, NullLogger.Instance, CancellationToken.None);
        var there = scheme == "ws" ? $"ws://127.0.0.1:{listener.Bound[0].Port}/" : $"{scheme}:" + (isUnix ? path : $"127.0.0.1:{listener.Bound[0].Port}") + (scheme.StartsWith("tls", StringComparison.Ordinal) ? ",insecure" : "");
        var address = Address.Parse(there);
        var connector = new ConnectSource(engine, address, AddressLayers.Open(address, Layers), ChildProcess.Limit);
        return listens ? new(listener, () => NextAsync(connector), !isUnix) : new(connector, () => NextAsync(listener), !isUnix, listener);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await (Listener?.DisposeAsync() ?? default);
    }

    static MatrixEnd InheritedListener(ISocketEngine engine)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        socket.Listen();
        var endPoint = socket.LocalEndPoint!;
        // A copy, as if it came from a parent: the test's own object must not close it too.
        var descriptor = DescriptorFlags.Duplicate((int)socket.Handle);
        socket.Dispose();
        return new(
            InheritedSource.Open(descriptor, Address.Parse($"fd:{descriptor}"), Layers, 10, NullLogger.Instance),
            async () => new ConnectionEnd(await engine.ConnectAsync(endPoint)), TellsReset: true);
    }

    static MatrixEnd Standard()
    {
        var (input, output) = (new Pipe(new PipeOptions(useSynchronizationContext: false)), new Pipe(new PipeOptions(useSynchronizationContext: false)));
        async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            if ((await output.Writer.WriteAsync(bytes)).IsCompleted)
            {
                throw new IOException("Broken pipe");
            }
        }

        return new(new StandardSource(input.Reader, WriteAsync, isTerminal: false), () => Task.FromResult<PatchEnd>(new StandardPeer(input.Writer, output)), TellsReset: false);
    }

    static async Task<PatchEnd> NextAsync(EndSource source) => (await source.NextAsync(null, CancellationToken.None).AsTask().WaitAsync(ChildProcess.Limit))!;
}
