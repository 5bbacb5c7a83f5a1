namespace Patchbay.Interop.Tests.Life;

/// <summary>The calls that life tells are those that strace sees in another run of the same program: per socket, in order.</summary>
public class StraceOracleTests
{
    const string PythonClient = """
        import socket, sys, select, os
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
        if os.fork() == 0:
            p.close()
            q.send(b"child")
            os._exit(0)
        q.close()
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
        """;

    [NeedsFact("strace", "curl")]
    public async Task Of_curl()
    {
        await using var web = PatchbayProcess.Start("serve", "web", "127.0.0.1:0", "--json=lines", "--engine", "sockets");
        await web.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var port = PatchbayProcess.PortOf(web.Events().First(static line => line.GetProperty("event").GetString() == "ready").GetProperty("data"), "web");
        await CompareAsync(false, "curl", "-s", "-o", "/dev/null", $"http://127.0.0.1:{port}/");
    }

    [NeedsFact("strace", "nc")]
    public async Task Of_nc()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(false, "sh", "-c", $"echo hello | nc -N 127.0.0.1 {port}");
        }
    }

    [NeedsFact("strace", "python3")]
    public async Task Of_python3()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(false, "python3", "-c", PythonClient, port.ToString());
        }
    }

    [NeedsFact("strace", "node")]
    public async Task Of_node()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(false, "node", "-e", $"const s = require('net').connect({port}, '127.0.0.1', () => s.write('hello')); s.on('data', () => s.end());");
        }
    }

    [NeedsFact("strace")]
    public async Task Of_a_dotnet_program()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await CompareAsync(true, PatchbayProcess.Path, "connect", "--probe", $"127.0.0.1:{port}", "--engine", "sockets");
        }
    }

    static async Task CompareAsync(bool isShared, params string[] command)
    {
        using var folder = new TemporaryFolder();
        await using (var life = ChildProcess.Start(PatchbayProcess.Path, ["life", "--json=lines", "-o", folder["life"], "--", .. command], PatchbayProcess.Variables))
        {
            Assert.Equal(0, await life.FinishAsync());
        }

        await using (var strace = ChildProcess.Start("strace", StraceRecord.Command(folder["strace"], command), PatchbayProcess.Variables))
        {
            Assert.Equal(0, await strace.FinishAsync());
        }

        var (ours, theirs) = (LifeRecord.Read(folder["life"]).Calls(), StraceRecord.Read(folder["strace"]));
        Assert.NotEmpty(theirs);
        Assert.Equal(string.Join('\n', RecordedCall.Lives(theirs, isShared)), string.Join('\n', RecordedCall.Lives(ours, isShared)));
        Assert.Equal(RecordedCall.WaitsOf(theirs), RecordedCall.WaitsOf(ours));
    }
}
