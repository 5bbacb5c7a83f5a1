using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Patchbay.Interop.Tests;

/// <summary><c>patch</c> with other people's programs at its ends.</summary>
public class PatchPeersTests
{
    [NeedsFact("socat")]
    public async Task The_reply_that_socat_loses_arrives()
    {
        // The client has finished; the answer comes 1.2 s later.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ReplyLateAsync(listener);
        await using var patch = PatchbayProcess.Start("patch", "tcp-listen:0,once", $"{listener.LocalEndpoint}");
        var port = await PortAsync(patch);
        await using var client = ChildProcess.Start("socat", ["-t", "30", "-", $"TCP:127.0.0.1:{port}"]);
        await client.WriteAsync("hello");
        Assert.Equal(0, await client.FinishAsync());
        Assert.Equal("late reply to hello", client.Output);
        Assert.Equal(0, await patch.Process.ExitAsync());
        await serving;
    }

    [Fact]
    public async Task The_reply_that_socat_loses_arrives_on_stdout()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ReplyLateAsync(listener);
        await using var patch = PatchbayProcess.Start("patch", "-", $"{listener.LocalEndpoint}");
        await patch.Process.WriteAsync("hello");
        Assert.Equal(0, await patch.Process.FinishAsync());
        Assert.Equal("late reply to hello", patch.Process.Output);
        await serving;
    }

    [NeedsFact("ncat", "sha256sum")]
    public async Task Each_client_gets_a_command_of_its_own_and_all_of_it_is_gone_afterwards()
    {
        await using var listen = PatchbayProcess.Start("listen", "127.0.0.1:0", "--exec", "sha256sum");
        var port = await PortAsync(listen);
        var bytes = RandomNumberGenerator.GetBytes(500_000);
        var clients = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var client = ChildProcess.Start("ncat", ["127.0.0.1", $"{port}"]);
            await client.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
            Assert.Equal(0, await client.FinishAsync());
            return client.Output;
        }));
        Assert.All(clients, output => Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(bytes)), output));
        await NoChildIsLeftOf(listen.Process.Id);
        listen.Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, await listen.Process.ExitAsync());
        Assert.Contains("stopped: 4 patches, 0 cut", listen.Process.Error);
    }

    [NeedsFact("sh")]
    public async Task A_command_learns_who_its_peer_is()
    {
        await using var listen = PatchbayProcess.Start("listen", "127.0.0.1:0", "--once", "--exec", "sh -c 'echo $PATCHBAY_PEER $TCPREMOTEIP:$TCPREMOTEPORT $REMOTE_ADDR $PROTO'");
        var port = await PortAsync(listen);
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        client.Finish();
        Assert.Matches(@"^(127\.0\.0\.1:\d+) \1 127\.0\.0\.1 TCP\n$", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await listen.Process.ExitAsync());
    }

    [NeedsFact("sleep")]
    public async Task A_command_whose_peer_is_gone_is_ended()
    {
        await using var listen = PatchbayProcess.Start("listen", "127.0.0.1:0", "--exec", "sleep 1000");
        var port = await PortAsync(listen);
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync("x"u8.ToArray());
        client.Reset();
        await listen.Process.ErrorHas("reset the connection");
        await NoChildIsLeftOf(listen.Process.Id);
        listen.Process.Signal(PosixSignal.SIGTERM);
        Assert.Equal(1, await listen.Process.ExitAsync());
    }

    [NeedsFact("sh")]
    public async Task A_terminal_is_a_terminal_to_the_command()
    {
        await using var patch = PatchbayProcess.Start("patch", "-", "exec:sh -c 'tty && test -t 0 && echo yes',pty");
        Assert.Equal(0, await patch.Process.FinishAsync());
        Assert.Matches(@"^/dev/pts/\d+\r\nyes\r\n$", patch.Process.Output);
    }

    [NeedsFact("systemd-socket-activate")]
    public async Task A_socket_of_the_service_manager_is_patched()
    {
        var port = FreePort.Take();
        await using var manager = ChildProcess.Start(
            "systemd-socket-activate", ["-l", $"127.0.0.1:{port}", "--fdname=web", "-E", $"DOTNET_ROOT={PatchbayProcess.Variables["DOTNET_ROOT"]}", PatchbayProcess.Path, "patch", "systemd:web", "exec:cat", "--once"]);
        await manager.ErrorHas("Listening on");
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync("through systemd"u8.ToArray());
        client.Finish();
        Assert.Equal("through systemd", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await manager.ExitAsync());
    }

    [Theory]
    [InlineData(127, "there is no command no-such-command", "patch", "-", "exec:no-such-command")]
    [InlineData(126, "may not be run", "patch", "-", "exec:/etc/passwd")]
    [InlineData(1, "ended with status 3", "patch", "-", "exec:sh -c 'exit 3'")]
    [InlineData(1, "there is no file /no-such-file", "patch", "file:/no-such-file", "-")]
    [InlineData(2, "both addresses are stdin and stdout", "patch", "-", "-")]
    [InlineData(2, "can be reached from other machines", "patch", "tcp-listen:*:0", "exec:sh")]
    [InlineData(1, "descriptor 97 is not open", "patch", "fd:97", "-")]
    [InlineData(1, "no sockets were passed", "patch", "systemd:web", "-")]
    public async Task What_cannot_be_opened_is_one_line_a_hint_and_a_code(int code, string message, params string[] arguments)
    {
        await using var patch = PatchbayProcess.Start(arguments);
        Assert.Equal(code, await patch.Process.FinishAsync());
        Assert.StartsWith("patchbay: ", patch.Process.Error);
        Assert.Contains(message, patch.Process.Error.Split('\n')[0]);
        Assert.Equal(2, patch.Process.Error.TrimEnd('\n').Split('\n').Length);
    }

    static async Task ReplyLateAsync(TcpListener listener)
    {
        using var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        var said = await peer.ReceiveTextToEndAsync();
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        await peer.SendAsync(System.Text.Encoding.ASCII.GetBytes($"late reply to {said}"));
        peer.Finish();
    }

    /// <summary>A client sees its command's last byte a moment before the command is collected.</summary>
    static Task NoChildIsLeftOf(int id) => Waiting.Until(() => !ChildrenOf(id).Any(), () => $"the children of {id} are {string.Join(' ', ChildrenOf(id))}");

    static IEnumerable<string> ChildrenOf(int id) =>
        Directory.EnumerateDirectories($"/proc/{id}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    internal static async Task<int> PortAsync(PatchbayProcess listen)
    {
        await listen.Process.ErrorHas("listening on ");
        await listen.Process.ErrorHas("\n");
        var line = listen.Process.Error.Split('\n').First(static line => line.StartsWith("listening on ", StringComparison.Ordinal)).Split(',')[0];
        return int.Parse(line[(line.LastIndexOf(':') + 1)..]);
    }
}
