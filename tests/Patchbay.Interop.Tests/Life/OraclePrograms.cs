using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Patchbay.Interop.Tests.Life;

/// <summary>Programs whose calls are compared with what others record: clients of an echo server.</summary>
static class OraclePrograms
{
    /// <summary>Every kind of call that is told, by Python; its argument is the port.</summary>
    public const string Python = """
        import socket, sys, select, os, tempfile
        port = int(sys.argv[1])
        a = socket.create_connection(("127.0.0.1", port))
        a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        a.sendall(b"hello")
        while len(a.recv(5, socket.MSG_PEEK)) < 5: pass
        a.recv(5)
        b = a.dup()
        os.write(b.fileno(), b"again")
        select.select([a], [], [], 10)
        a.recv(5)
        b.close()
        a.shutdown(socket.SHUT_WR)
        while a.recv(10): pass
        a.close()
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        u.bind(("127.0.0.1", 0))
        u.sendto(b"x", u.getsockname())
        u.recvfrom(10)
        u.sendmsg([b"y", b"z"], [], 0, u.getsockname())
        u.recvmsg(10)
        p, q = socket.socketpair()
        turn, done = os.pipe()
        if os.fork() == 0:
            os.read(turn, 1)
            p.close()
            q.send(b"child")
            os._exit(0)
        q.close()
        os.write(done, b".")
        os.wait()
        p.recv(10)
        p.recv(10)
        r = socket.socket()
        try: r.connect(("127.0.0.1", 1))
        except ConnectionRefusedError: pass
        e = select.epoll()
        e.register(u.fileno(), select.EPOLLIN)
        u.sendto(b"x", u.getsockname())
        e.poll(10)
        v, w = socket.socketpair()
        os.writev(v.fileno(), [b"one", b"two"])
        os.readv(w.fileno(), [bytearray(2), bytearray(100)])
        with tempfile.TemporaryFile() as f:
            f.write(b"f" * 1000); f.flush()
            os.sendfile(v.fileno(), f.fileno(), 0, 1000)
        w.setblocking(False)
        n = 0
        while n < 1000: n += len(os.read(w.fileno(), 300))
        try: w.recv(1)
        except BlockingIOError: pass
        l = select.poll()
        l.register(v.fileno(), select.POLLIN)
        l.register(0, select.POLLIN)
        os.dup2(w.fileno(), 60)
        os.write(60, b"through the duplicate")
        l.poll()
        v.recv(100)
        w.close()
        os.closerange(60, 100)
        try: v.send(b"x", socket.MSG_NOSIGNAL)
        except OSError: pass
        """;

    /// <summary>By node.</summary>
    public static string Node(int port) => $"const s = require('net').connect({port}, '127.0.0.1', () => s.write('hello')); s.on('data', () => s.end());";

    /// <summary>A .NET program: our client, to be driven by <see cref="TalkAsync"/>.</summary>
    public static string[] Connect(int port) => [PatchbayProcess.Path, "connect", $"127.0.0.1:{port}", "--engine", "sockets"];

    /// <summary>Our server, to be driven by <see cref="ServeAsync"/>.</summary>
    public static string[] Echo { get; } = [PatchbayProcess.Path, "serve", "echo", "127.0.0.1:0", "--engine", "sockets", "--json=lines"];

    /// <summary>A shell that says its number, waits for a line and becomes the command.</summary>
    public static string[] Held(string[] command) => ["sh", "-c", "echo $$; read go; exec \"$@\"", "sh", .. command];

    /// <summary>The number that the shell says.</summary>
    public static async Task<int> NumberAsync(ChildProcess watched)
    {
        await watched.OutputHas(static text => text.Contains('\n', StringComparison.Ordinal), "its number");
        return int.Parse(watched.Output.Split('\n')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>A word there and back, twice: whoever waits for sockets does so while there is one.</summary>
    public static async Task TalkAsync(ChildProcess watched, int process)
    {
        foreach (var word in (string[])["one\n", "two\n"])
        {
            await watched.WriteAsync(word);
            await watched.OutputHas(text => text.EndsWith(word, StringComparison.Ordinal), word);
        }
    }

    /// <summary>Two clients, one after the other, and then the node is stopped: the same in every run.</summary>
    public static async Task ServeInOrderAsync(ChildProcess watched, int process)
    {
        var port = await ServedPortAsync(watched);
        // Few enough to come in one piece.
        var talk = new byte[100];
        for (var i = 0; i < 2; i++)
        {
            using var client = await TalkingAsync(port, talk);
            await EndAsync(client, talk);
        }

        await StopAsync(process);
    }

    /// <summary>Three clients at once: one ends as it should, one resets, one is there when the node is stopped.</summary>
    public static async Task ServeAsync(ChildProcess watched, int process)
    {
        var port = await ServedPortAsync(watched);
        var talk = new byte[5000];
        using TcpClient ends = await TalkingAsync(port, talk), resets = await TalkingAsync(port, talk), stays = await TalkingAsync(port, talk);
        await EndAsync(ends, talk);
        resets.Client.LingerState = new LingerOption(true, 0);
        resets.Close();
        await StopAsync(process);
        Assert.Equal(0, await stays.Client.ReceiveAsync(talk));
    }

    static async Task<int> ServedPortAsync(ChildProcess watched)
    {
        await watched.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var ready = watched.Output.Split('\n').First(static line => line.Contains("\"ready\"", StringComparison.Ordinal));
        return PatchbayProcess.PortOf(JsonDocument.Parse(ready).RootElement.GetProperty("data"), "echo");
    }

    static async Task<TcpClient> TalkingAsync(int port, byte[] talk)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(talk);
        await client.GetStream().ReadExactlyAsync(talk);
        return client;
    }

    static async Task EndAsync(TcpClient client, byte[] talk)
    {
        client.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.Client.ReceiveAsync(talk));
    }

    static async Task StopAsync(int process)
    {
        await using var kill = ChildProcess.Start("kill", ["-TERM", process.ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal(0, await kill.FinishAsync());
    }
}
