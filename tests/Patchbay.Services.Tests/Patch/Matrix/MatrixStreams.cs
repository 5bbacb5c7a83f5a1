using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Patchbay.Linux;
using Patchbay.Services.Patch;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Patch;

/// <summary>Every kind of stream that can stand at either side of a patch.</summary>
static class MatrixStreams
{
    /// <summary>
    /// A command that joins its stdin and stdout with a Unix socket, and keeps both half-closes: nc and socat do not close their stdout before they end. A
    /// terminal is one of lines, which passes everything else on as it is.
    /// </summary>
    const string Bridge = """
        import os, socket, sys, termios, threading
        if os.isatty(0):
            t = termios.tcgetattr(0)
            t[0] = 0
            t[1] = 0
            t[3] = termios.ICANON
            termios.tcsetattr(0, termios.TCSANOW, t)
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
        try:
            while d := s.recv(65536):
                while d:
                    d = d[os.write(1, d):]
        except OSError:
            os._exit(1)
        os.close(1)
        t.join()
        """;

    static readonly LayerSettings SystemLayers = new();

    /// <summary>Those that are joined in the kernel.</summary>
    public static IReadOnlyList<string> Plain { get; } = ["tcp", "tcp-listen", "unix", "unix-listen"];

    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. Plain, "tls", "tls-listen", "tls+unix", "tls+unix-listen", "ws", "ws-listen", "fd", "fd-listen", "standard",
        .. Needs.Find("python3") is null ? Array.Empty<string>() : ["exec", "exec,pty"],
    ];

    public static async Task<MatrixEnd> OpenAsync(string kind, MatrixWorld world)
    {
        switch (kind)
        {
            case "standard":
                return Standard();
            case "fd":
                return Inherited();
            case "fd-listen":
                return InheritedListener(world);
            case "exec" or "exec,pty":
                return await CommandAsync(kind[4..], world);
        }

        var isUnix = kind.Contains("unix", StringComparison.Ordinal);
        var listens = kind.EndsWith("-listen", StringComparison.Ordinal);
        var layers = new LayerSettings { TimeProvider = world.Clock };
        ((ISocketEngine Engine, LayerSettings Layers) front, (ISocketEngine Engine, LayerSettings Layers) back) = listens ? ((world.Engine, layers), (world.PeerEngine, SystemLayers)) : ((world.PeerEngine, SystemLayers), (world.Engine, layers));
        var scheme = listens ? kind[..^"-listen".Length] : kind;
        var hasTls = scheme.StartsWith("tls", StringComparison.Ordinal);
        var path = world.NextPath();
        var listener = await ListenAsync(front, $"{scheme}-listen:{(isUnix ? path : "127.0.0.1:0")}{(hasTls ? ",cert=auto" : "")}");
        var target = isUnix ? path : $"127.0.0.1:{listener.Bound[0].Port}";
        var address = Address.Parse(scheme == "ws" ? $"ws://{target}/" : $"{scheme}:{target}{(hasTls ? ",insecure" : "")}");
        var connector = new ConnectSource(back.Engine, address, AddressLayers.Open(address, back.Layers), ChildProcess.Limit);
        return listens
            ? new MatrixEnd(listener, _ => NextAsync(connector)) { TellsReset = !isUnix }
            : new MatrixEnd(connector, _ => NextAsync(listener), listener) { TellsReset = !isUnix };
    }

    static async Task<MatrixEnd> CommandAsync(string options, MatrixWorld world)
    {
        var path = world.NextPath();
        var waiting = await ListenAsync((world.PeerEngine, SystemLayers), $"unix-listen:{path}");
        world.Folder.Write("bridge.py", Bridge);
        var command = Address.Parse($"exec:python3 -S {world.Folder["bridge.py"]} {path}{options}");
        return new MatrixEnd(new ExecSource(command, AddressLayers.Open(command, SystemLayers), ownGroup: true), _ => NextAsync(waiting), waiting) { IsTerminal = options.Length > 0 };
    }

    static MatrixEnd Inherited()
    {
        Assert.True(SocketCalls.SocketPair(out var ours, out var theirs) >= 0);
        return new MatrixEnd(
            InheritedSource.Open(ours, Address.Parse($"fd:{ours}"), SystemLayers, 10, NullLogger.Instance),
            _ => Task.FromResult<PatchEnd>(new ConnectionEnd(InheritedSockets.Connection(InheritedSockets.Own(theirs)))));
    }

    static MatrixEnd InheritedListener(MatrixWorld world)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        socket.Listen();
        var endPoint = socket.LocalEndPoint!;
        // A copy, as if it came from a parent: the test's own object must not close it too.
        var descriptor = DescriptorFlags.Duplicate((int)socket.Handle);
        socket.Dispose();
        return new MatrixEnd(
            InheritedSource.Open(descriptor, Address.Parse($"fd:{descriptor}"), SystemLayers, 10, NullLogger.Instance),
            async _ => new ConnectionEnd(await world.PeerEngine.ConnectAsync(endPoint)))
        { TellsReset = true };
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

        return new MatrixEnd(new StandardSource(input.Reader, WriteAsync, isTerminal: false), _ => Task.FromResult<PatchEnd>(new StandardPeer(input.Writer, output)));
    }

    static async Task<ListenSource> ListenAsync((ISocketEngine Engine, LayerSettings Layers) side, string address) =>
        await ListenSource.OpenAsync(side.Engine, Address.Parse(address), side.Layers, 10, NullLogger.Instance, CancellationToken.None);

    static async Task<PatchEnd> NextAsync(EndSource source) => (await source.NextAsync(null, CancellationToken.None).AsTask().Within("the peer and the patch meet"))!;
}
