using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Patchbay.Interop.Tests;

/// <summary><c>listen</c> with other people's clients.</summary>
public class ListenPeersTests
{
    [NeedsFact("nc.openbsd")]
    public Task Nc_sends_to_its_end_and_gets_our_answer() => ExchangesAsync("nc.openbsd", port => ["-N", "127.0.0.1", $"{port}"]);

    [NeedsFact("ncat")]
    public Task Ncat_sends_to_its_end_and_gets_our_answer() => ExchangesAsync("ncat", port => ["127.0.0.1", $"{port}"]);

    [NeedsFact("socat")]
    public Task Socat_sends_to_its_end_and_gets_our_answer() => ExchangesAsync("socat", port => ["-t", "30", "-", $"TCP:127.0.0.1:{port}"]);

    [Fact]
    public async Task Client_after_client_is_joined_until_a_signal()
    {
        await using var listen = PatchbayProcess.StartOn("listen", "127.0.0.1:0");
        var port = await PortAsync(listen);
        foreach (var word in new[] { "first ", "second " })
        {
            using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            await listen.Process.WriteAsync($"hello {word}");
            Assert.Equal($"hello {word}", System.Text.Encoding.ASCII.GetString(await client.ReceiveExactlyAsync(6 + word.Length)));
            await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(word));
            // The last client ends by its FIN only once our stdin has ended too.
            if (word == "second ")
            {
                listen.Process.CloseInput();
                client.Finish();
                Assert.Empty(await client.ReceiveToEndAsync());
            }
            else
            {
                await listen.Process.OutputHas(text => text.EndsWith(word, StringComparison.Ordinal), word);
                client.Reset();
                await listen.Process.ErrorHas("reset the connection");
            }
        }

        await listen.Process.OutputHas(static text => text == "first second ", "both");
        listen.Process.Signal(PosixSignal.SIGINT);
        Assert.Equal(130, await listen.Process.ExitAsync());
    }

    [Fact]
    public async Task A_name_for_this_machine_listens_on_both_families()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return;
        }

        var port = FreePort.Take();
        await using var listen = PatchbayProcess.StartOn("listen", $"localhost:{port}");
        await listen.Process.ErrorHas("listening on");
        listen.Process.CloseInput();
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = await PeerSocket.ConnectAsync(new IPEndPoint(address, port));
            client.Finish();
            Assert.Empty(await client.ReceiveToEndAsync());
        }
    }

    [Fact]
    public async Task Wider_than_loopback_is_said()
    {
        await using var listen = PatchbayProcess.StartOn("listen", "*:0");
        await listen.Process.ErrorHas("exposed: ");
        await using var narrow = PatchbayProcess.StartOn("listen", "127.0.0.1:0");
        await narrow.Process.ErrorHas("listening on ");
        Assert.DoesNotContain("exposed", narrow.Process.Error);
    }

    [Fact]
    public async Task A_Unix_socket_has_its_mode_and_is_gone_afterwards()
    {
        using var folder = new TemporaryFolder();
        await using var listen = PatchbayProcess.StartOn("listen", "--once", $"unix-listen:{folder["talk"]},mode=600");
        await listen.Process.ErrorHas("listening on");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["talk"]));
        }

        using var client = await PeerSocket.ConnectAsync(new UnixDomainSocketEndPoint(folder["talk"]));
        client.Finish();
        Assert.Equal(0, await listen.Process.FinishAsync());
        Assert.False(File.Exists(folder["talk"]));
    }

    static async Task ExchangesAsync(string command, Func<int, string[]> arguments)
    {
        await using var listen = PatchbayProcess.StartOn("listen", "--once", "127.0.0.1:0");
        var port = await PortAsync(listen);
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        await using var client = ChildProcess.Start(command, arguments(port));
        await client.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
        client.CloseInput();
        await listen.Process.OutputBytesAre(bytes.Length);
        Assert.Equal(bytes, listen.Process.OutputBytes);
        // The client has finished; our direction is still open.
        await listen.Process.WriteAsync("the answer");
        Assert.Equal(0, await listen.Process.FinishAsync());
        Assert.Equal(0, await client.ExitAsync());
        Assert.Equal("the answer", client.Output);
    }

    static async Task<int> PortAsync(PatchbayProcess listen)
    {
        await listen.Process.ErrorHas("\n");
        var line = listen.Process.Error.Split('\n').First(static line => line.StartsWith("listening on ", StringComparison.Ordinal));
        return int.Parse(line[(line.LastIndexOf(':') + 1)..]);
    }
}
