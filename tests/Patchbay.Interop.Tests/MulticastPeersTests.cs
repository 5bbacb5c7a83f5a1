using System.Net;
using System.Text;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests;

/// <summary>Multicast on the loopback interface, with programs of others at the other end.</summary>
public sealed class MulticastPeersTests
{
    internal const string Receiver = """
        import socket, struct, sys
        group, port = sys.argv[1], int(sys.argv[2])
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("", port))
        s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton("127.0.0.1")))
        print("joined", flush=True)
        print(s.recvfrom(2048)[0].decode(), flush=True)
        """;

    internal const string Sender = """
        import socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 0)
        s.sendto(sys.argv[3].encode(), (sys.argv[1], int(sys.argv[2])))
        """;

    public static TheoryData<EngineKind> Engines => [EngineKind.Sockets, EngineKind.Uring, EngineKind.UringPinned];

    [NeedsTheory("python3")]
    [MemberData(nameof(Engines))]
    public async Task A_python_member_receives_what_we_send_to_the_group(EngineKind kind)
    {
        var (engine, socket, group) = await JoinAsync(kind, "239.1.2.5");
        await using var _ = engine;
        await using var __ = socket;
        await using var python = ChildProcess.Start("python3", ["-c", Receiver, $"{group.Address}", $"{group.Port}"]);
        await python.OutputHas(text => text.Contains("joined", StringComparison.Ordinal), "joined");
        await SendAsync(socket, group, "from patchbay");
        Assert.Equal(0, await python.ExitAsync());
        Assert.Equal("joined\nfrom patchbay\n", python.Output);
    }

    [NeedsTheory("python3")]
    [MemberData(nameof(Engines))]
    public async Task We_receive_what_python_sends_to_the_group(EngineKind kind)
    {
        var (engine, socket, group) = await JoinAsync(kind, "239.1.2.6");
        await using var _ = engine;
        await using var __ = socket;
        await using var python = ChildProcess.Start("python3", ["-c", Sender, $"{group.Address}", $"{group.Port}", "from python"]);
        Assert.Equal(0, await python.ExitAsync());
        Assert.Equal("from python", await ReceiveAsync(socket));
    }

    [NeedsTheory("socat")]
    [MemberData(nameof(Engines))]
    public async Task A_socat_member_receives_what_we_send_to_the_group(EngineKind kind)
    {
        var (engine, socket, group) = await JoinAsync(kind, "239.1.2.7");
        await using var _ = engine;
        await using var __ = socket;
        await using var socat = ChildProcess.Start("socat", ["-d", "-d", "-u", $"UDP4-RECV:{group.Port},reuseaddr,ip-add-membership={group.Address}:127.0.0.1", "-"]);
        await socat.ErrorHas("starting data transfer loop");
        await SendAsync(socket, group, "from patchbay");
        await socat.OutputHas(text => text == "from patchbay", "the datagram");
        Assert.Equal("from patchbay", await ReceiveAsync(socket));
    }

    static async Task<(ISocketEngine Engine, DatagramSocket Socket, IPEndPoint Group)> JoinAsync(EngineKind kind, string group)
    {
        // A port of its own: other tests, and other sockets of this machine, may be members too.
        var port = FreePort.Take();
        var engine = SocketEngine.Create(kind);
        var address = Address.Parse($"multicast:{group}:{port},iface=lo,ttl=0");
        return (engine, await AddressDatagrams.OpenAsync(engine, address), address.ToDatagramPeer()!);
    }

    static async Task SendAsync(DatagramSocket socket, IPEndPoint group, string text)
    {
        var batch = new DatagramBatch(1);
        batch.TryAdd(Encoding.ASCII.GetBytes(text), group);
        await socket.SendAsync(batch).AsTask().WaitAsync(ChildProcess.Limit);
    }

    static async Task<string> ReceiveAsync(DatagramSocket socket)
    {
        var batch = new DatagramBatch(1);
        await socket.ReceiveAsync(batch).AsTask().WaitAsync(ChildProcess.Limit);
        return Encoding.ASCII.GetString(batch[0].Span);
    }
}
