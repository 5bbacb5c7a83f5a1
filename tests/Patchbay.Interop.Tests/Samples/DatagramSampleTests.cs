namespace Patchbay.Interop.Tests.Samples;

/// <summary>UdpEcho and MulticastChat against python3, socat and themselves.</summary>
[Collection(SamplesCollection.Name)]
public sealed class DatagramSampleTests(SamplePrograms samples)
{
    // Datagrams of falling length, the largest there is first: none may hold bytes of the one before.
    const string AskLengths = """
        import socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(60)
        s.connect(("127.0.0.1", int(sys.argv[1])))
        for length in (65507, 1000, 1, 0):
            s.send(bytes([length % 251]) * length)
            assert s.recv(70000) == bytes([length % 251]) * length, length
        print("all equal")
        """;

    // A port that is a well-known service's: an answer could start two services talking to each other.
    const string AskFromPort = """
        import socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("127.0.0.1", int(sys.argv[2])))
        s.sendto(b"x", ("127.0.0.1", int(sys.argv[1])))
        t = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        t.settimeout(60)
        t.sendto(b"after", ("127.0.0.1", int(sys.argv[1])))
        assert t.recv(10) == b"after"
        s.setblocking(False)
        try:
            print(s.recv(10))
        except BlockingIOError:
            print("silence")
        """;

    [NeedsFact("dotnet", "python3")]
    public async Task UdpEcho_returns_each_datagram_as_it_was()
    {
        var (server, port) = await samples.ServeAsync("UdpEcho", "0");
        await using (server)
        {
            Assert.Equal("all equal\n", await PythonAsync(AskLengths, port));
        }
    }

    [NeedsFact("dotnet", "python3", "root")]
    public async Task UdpEcho_does_not_answer_a_well_known_port()
    {
        var (server, port) = await samples.ServeAsync("UdpEcho", "0");
        await using (server)
        {
            Assert.Equal("silence\n", await PythonAsync(AskFromPort, port, "7"));
            Assert.Equal("b'x'\n", await PythonAsync(AskFromPort, port, "0"));
        }
    }

    [NeedsFact("dotnet", "socat")]
    public async Task UdpEcho_asks_its_own_server_and_socat_and_says_when_nobody_listens()
    {
        var (server, port) = await samples.ServeAsync("UdpEcho", "0");
        await using (server)
        {
            await AskAsync(port, "hello world");
        }

        await using var socat = ChildProcess.Start("socat", ["-d", "-d", "UDP-LISTEN:0,bind=127.0.0.1", "PIPE"]);
        await socat.ErrorHas("listening on");
        await AskAsync(socat.Error.Split("127.0.0.1:")[1].Split('\n')[0].Trim(), "across");

        await using var nobody = samples.Start("UdpEcho", "127.0.0.1", "1", "hello");
        Assert.Equal(1, await nobody.FinishAsync());
        Assert.Equal("UdpEcho: Connection refused.\n", nobody.Error);
    }

    [NeedsFact("dotnet", "python3")]
    public async Task MulticastChat_is_heard_by_another_member_and_by_python_but_not_by_itself()
    {
        const string Member = """
            import socket, struct
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            s.bind(("239.7.7.7", 7007))
            s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("239.7.7.7") + socket.inet_aton("127.0.0.1"))
            s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
            print("joined", flush=True)
            print(s.recv(2000).decode(), flush=True)
            s.sendto(b"python: \x1b[31mhello\x07 ann", ("239.7.7.7", 7007))
            """;
        await using var ann = samples.Start("MulticastChat", "ann");
        await using var bob = samples.Start("MulticastChat", "bob");
        await using var python = ChildProcess.Start("python3", ["-c", Member]);
        await ann.OutputHas(static text => text.Contains("joined", StringComparison.Ordinal), "ann joined");
        await bob.OutputHas(static text => text.Contains("joined", StringComparison.Ordinal), "bob joined");
        await python.OutputHas(static text => text.Contains("joined", StringComparison.Ordinal), "python joined");

        await ann.WriteAsync("grüße an alle\n");
        await bob.OutputHas(static text => text.Contains("ann: grüße an alle\n", StringComparison.Ordinal), "ann's words at bob");
        await python.OutputHas(static text => text.Contains("ann: grüße an alle\n", StringComparison.Ordinal), "ann's words at python");
        await ann.OutputHas(static text => text.Contains("python: [31mhello ann\n", StringComparison.Ordinal), "python's words, without control characters");
        Assert.Equal((0, 0), (await ann.FinishAsync(), await bob.FinishAsync()));
        Assert.DoesNotContain("ann: ", ann.Output);
    }

    async Task AskAsync(string port, string question)
    {
        await using var asking = samples.Start("UdpEcho", "127.0.0.1", port, question);
        Assert.Equal(0, await asking.FinishAsync());
        Assert.Equal(question + "\n", asking.Output);
    }

    static async Task<string> PythonAsync(string script, params string[] arguments)
    {
        await using var python = ChildProcess.Start("python3", ["-c", script, .. arguments]);
        Assert.True(await python.FinishAsync() == 0, python.Error);
        return python.Output;
    }
}
