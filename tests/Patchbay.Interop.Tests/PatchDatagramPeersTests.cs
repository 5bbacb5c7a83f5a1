using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Patchbay.Interop.Tests;

/// <summary><c>connect</c>, <c>listen</c> and <c>patch</c> with addresses of messages, and other people's programs at the other end.</summary>
public sealed class PatchDatagramPeersTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [NeedsFact("socat")]
    public async Task Socat_echoes_what_connect_sends_by_UDP()
    {
        var port = FreePort.Take();
        await using var socat = ChildProcess.Start("socat", ["-d", "-d", $"UDP4-RECVFROM:{port},bind=127.0.0.1,fork", "PIPE"]);
        await socat.ErrorHas("receiving on");
        await using var connect = PatchbayProcess.StartOn("connect", $"udp:127.0.0.1:{port},idle=30s");
        await connect.Process.WriteAsync("hello");
        await connect.Process.OutputHas(static text => text == "hello", "the echo");
        connect.Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(143, await connect.Process.ExitAsync());
    }

    [NeedsFact("socat", "cat")]
    public Task Socat_gets_its_UDP_answer_from_a_command() => AnswersAsync("socat", port => ["-t", "60", "-", $"UDP4:127.0.0.1:{port}"]);

    [NeedsFact("ncat", "cat")]
    public Task Ncat_gets_its_UDP_answer_from_a_command() => AnswersAsync("ncat", port => ["-u", "127.0.0.1", $"{port}"]);

    [NeedsFact("socat")]
    public async Task Socat_receives_what_connect_sends_to_a_Unix_datagram_socket()
    {
        var path = _folder["to-socat"];
        await using var socat = ChildProcess.Start("socat", ["-d", "-d", "-u", $"UNIX-RECV:{path}", "-"]);
        await socat.ErrorHas("starting data transfer loop");
        await using var connect = PatchbayProcess.StartOn("connect", $"unixgram:{path},idle=10ms");
        await connect.Process.WriteAsync("from patchbay");
        Assert.Equal(0, await connect.Process.FinishAsync());
        await socat.OutputHas(static text => text == "from patchbay", "the message");
    }

    [NeedsFact("socat")]
    public async Task What_socat_sends_to_a_Unix_datagram_socket_is_heard()
    {
        var path = _folder["to-us"];
        await using var listen = PatchbayProcess.StartOn("listen", $"unixgram-listen:{path}");
        await listen.Process.ErrorHas("listening on");
        await using var socat = ChildProcess.Start("socat", ["-u", "-", $"UNIX-SENDTO:{path}"]);
        await socat.WriteAsync("from socat");
        Assert.Equal(0, await socat.FinishAsync());
        await listen.Process.OutputHas(static text => text == "from socat", "the message");
    }

    [NeedsFact("python3")]
    public async Task A_python_member_receives_what_connect_sends_to_the_group()
    {
        var port = FreePort.Take();
        await using var python = ChildProcess.Start("python3", ["-c", MulticastPeersTests.Receiver, "239.1.2.8", $"{port}"]);
        await python.OutputHas(static text => text.Contains("joined", StringComparison.Ordinal), "joined");
        await using var connect = PatchbayProcess.StartOn("connect", $"multicast:239.1.2.8:{port},iface=lo,ttl=0,idle=10ms");
        await connect.Process.WriteAsync("from patchbay");
        Assert.Equal(0, await python.ExitAsync());
        Assert.Equal("joined\nfrom patchbay\n", python.Output);
        Assert.Equal(0, await connect.Process.FinishAsync());
    }

    [NeedsFact("python3")]
    public async Task Patch_hands_a_command_what_python_sends_to_the_group()
    {
        var port = FreePort.Take();
        await using var patch = PatchbayProcess.StartOn("patch", "--verbose", $"multicast:239.1.2.9:{port},iface=lo,ttl=0,loop=no", "exec:sh -c 'head -c 11 >&2'");
        await patch.Process.ErrorHas("connected to");
        await using var python = ChildProcess.Start("python3", ["-c", MulticastPeersTests.Sender, "239.1.2.9", $"{port}", "from python"]);
        Assert.Equal(0, await python.ExitAsync());
        await patch.Process.ErrorHas("from python");
    }

    [NeedsFact("cat")]
    public async Task A_message_of_a_group_does_not_go_round_through_a_command_that_answers()
    {
        var port = FreePort.Take();
        await using var member = PatchbayProcess.StartOn("connect", $"multicast:239.1.2.11:{port},iface=lo,ttl=0,idle=1h", "--verbose");
        await member.Process.ErrorHas("connected to");
        await using var patch = PatchbayProcess.StartOn("patch", "--verbose", $"multicast:239.1.2.11:{port},iface=lo,ttl=0", "exec:cat");
        await patch.Process.ErrorHas("opened exec:cat");
        await member.Process.WriteAsync("one\n");
        await member.Process.OutputHas(static text => text == "one\n", "the answer");
        await member.Process.WriteAsync("two\n");
        await member.Process.OutputHas(static text => text.EndsWith("two\n", StringComparison.Ordinal), "the second answer");
        Assert.Equal("one\ntwo\n", member.Process.Output);
    }

    [NeedsFact("socat")]
    public async Task A_socat_member_receives_what_patch_sends_to_the_group_from_a_file()
    {
        var port = FreePort.Take();
        await using var socat = ChildProcess.Start("socat", ["-d", "-d", "-u", $"UDP4-RECV:{port},reuseaddr,ip-add-membership=239.1.2.10:127.0.0.1", "-"]);
        await socat.ErrorHas("starting data transfer loop");
        await using var patch = PatchbayProcess.StartOn("patch", $"file:{_folder.Write("in", "from a file")}", $"multicast:239.1.2.10:{port},iface=lo,ttl=0,loop=yes,idle=10ms");
        Assert.Equal(0, await patch.Process.FinishAsync());
        await socat.OutputHas(static text => text == "from a file", "the datagram");
    }

    [NeedsFact("linux", "root", "ping")]
    public async Task Frames_of_a_foreign_ping_come_out_of_packet()
    {
        var file = _folder["frames"];
        await using var patch = PatchbayProcess.StartOn("patch", "--verbose", "packet:lo", $"file:{file},write");
        await patch.Process.ErrorHas("opened packet:lo");
        // A packet socket hears the whole of loopback, and loses frames while other tests fill it: one of many pings will do.
        await using var ping = ChildProcess.Start("ping", ["-i", "0.05", "-p", "70617463686261794d61726b", "127.0.0.1"]);
        await Waiting.Until(() => File.Exists(file) && File.ReadAllBytes(file).AsSpan().IndexOf("patchbayMark"u8) >= 0, () => "the ping's payload in the file");
        patch.Process.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await patch.Process.ExitAsync());
    }

    [Fact]
    public async Task Stdin_longer_than_a_datagram_becomes_several_and_loses_nothing()
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Client.ReceiveBufferSize = 1 << 20;
        await using var connect = PatchbayProcess.StartOn("connect", $"udp:{peer.Client.LocalEndPoint},size=65507,idle=10ms");
        var sent = RandomNumberGenerator.GetBytes(65_508);
        await connect.Process.Input.WriteAsync(sent).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, await connect.Process.FinishAsync());
        var received = new List<byte>();
        while (received.Count < sent.Length)
        {
            received.AddRange((await peer.ReceiveAsync().WaitAsync(ChildProcess.Limit)).Buffer);
        }

        Assert.Equal(sent, received);
    }

    [NeedsFact("linux")]
    public async Task A_message_too_long_for_UDP_is_one_line_and_cuts_its_own_patch_alone()
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var path = _folder["long"];
        await using var patch = PatchbayProcess.StartOn("patch", $"unixgram-listen:{path}", $"udp:{peer.Client.LocalEndPoint}");
        await patch.Process.ErrorHas("listening on");
        using (var sender = Bound("one"))
        {
            await sender.SendToAsync(new byte[65_508], new UnixDomainSocketEndPoint(path));
            await patch.Process.ErrorHas($"a datagram of 65,508 bytes to {peer.Client.LocalEndPoint} is too long: UDP carries at most 65,507");
        }

        using var other = Bound("two");
        await other.SendToAsync("short"u8.ToArray(), new UnixDomainSocketEndPoint(path));
        Assert.Equal("short"u8.ToArray(), (await peer.ReceiveAsync().WaitAsync(ChildProcess.Limit)).Buffer);
    }

    [NeedsFact("systemd-socket-activate", "cat")]
    public async Task A_datagram_socket_of_the_service_manager_is_patched()
    {
        var port = FreePort.Take();
        await using var manager = ChildProcess.Start(
            "systemd-socket-activate", ["-d", "-l", $"127.0.0.1:{port}", "--fdname=web", "-E", $"DOTNET_ROOT={PatchbayProcess.Variables["DOTNET_ROOT"]}", PatchbayProcess.Path, "patch", "systemd:web", "exec:cat"]);
        await manager.ErrorHas("Listening on");
        using var client = new UdpClient();
        client.Connect(IPAddress.Loopback, port);
        await client.SendAsync("through systemd"u8.ToArray());
        Assert.Equal("through systemd"u8.ToArray(), (await client.ReceiveAsync().WaitAsync(ChildProcess.Limit)).Buffer);
        manager.Signal(PosixSignal.SIGTERM);
        await manager.ExitAsync();
    }

    public void Dispose() => _folder.Dispose();

    Socket Bound(string name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder[name]));
        return socket;
    }

    static async Task AnswersAsync(string command, Func<int, string[]> arguments)
    {
        await using var patch = PatchbayProcess.StartOn("patch", "udp-listen:0", "exec:cat");
        await using var client = ChildProcess.Start(command, arguments(await PatchPeersTests.PortAsync(patch)));
        foreach (var text in new[] { "one\n", "two\n" })
        {
            await client.WriteAsync(text);
            await client.OutputHas(output => output.EndsWith(text, StringComparison.Ordinal), text);
        }

        Assert.Equal("one\ntwo\n", client.Output);
    }
}
