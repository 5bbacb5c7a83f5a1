using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Patchbay.Interop.Tests;

/// <summary>The node as a process: found by name, ready when it says so, drained by signals.</summary>
public class NodeTests
{
    [Fact]
    public async Task A_service_is_reached_by_its_name()
    {
        var (node, _) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            await using var connect = PatchbayProcess.StartOn("connect", "echo", "--data", node.DataDirectory);
            await connect.Process.WriteAsync("by name");
            Assert.Equal(0, await connect.Process.FinishAsync());
            Assert.Equal("by name", connect.Process.Output);

            await using var other = PatchbayProcess.StartOn("connect", "chargen", "--data", node.DataDirectory);
            Assert.Equal(6, await other.Process.FinishAsync());
            Assert.Contains("does not serve chargen", other.Process.Error);
        }
    }

    [Fact]
    public async Task A_node_that_was_killed_is_not_found()
    {
        var (node, _) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            node.Process.Kill();
            await node.Process.ExitAsync();
            Assert.True(File.Exists(Path.Combine(node.DataDirectory, "node.json")));
            await using var connect = PatchbayProcess.StartOn("connect", "echo", "--data", node.DataDirectory);
            Assert.Equal(7, await connect.Process.FinishAsync());
            Assert.Contains("no node runs", connect.Process.Error);
        }
    }

    [Fact]
    public async Task Without_connections_a_signal_ends_it_with_0()
    {
        var (node, _) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            node.Process.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await node.Process.ExitAsync());
            Assert.Equal("stopped", node.Events()[^1].GetProperty("event").GetString());
            Assert.False(File.Exists(Path.Combine(node.DataDirectory, "node.json")));
        }
    }

    [Fact]
    public async Task An_idle_client_is_drained_and_the_code_is_0()
    {
        var (node, port) = await PatchbayProcess.EchoAsync();
        await using (node)
        {
            using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            await client.SendAsync("x"u8.ToArray());
            await client.ReceiveExactlyAsync(1);
            node.Process.Signal(PosixSignal.SIGINT);
            Assert.Empty(await client.ReceiveToEndAsync());
            client.Finish();
            Assert.Equal(0, await node.Process.ExitAsync());
            Assert.Contains("stopped: 1 drained, 0 cut", node.Process.Error);
        }
    }

    [Fact]
    public async Task A_client_that_is_not_done_is_cut_after_the_drain_time_and_the_code_is_1()
    {
        var (node, port) = await PatchbayProcess.EchoAsync("--set", "echo.drain-timeout=500ms");
        await using (node)
        {
            var talking = await TalkAsync(port);
            node.Process.Signal(PosixSignal.SIGTERM);
            Assert.Equal(1, await node.Process.ExitAsync());
            Assert.Contains("stopped: 0 drained, 1 cut", node.Process.Error);
            await Assert.ThrowsAnyAsync<Exception>(() => talking);
        }
    }

    [Fact]
    public async Task A_second_signal_cuts_at_once()
    {
        var (node, port) = await PatchbayProcess.EchoAsync("--set", "echo.drain-timeout=1h");
        await using (node)
        {
            var talking = await TalkAsync(port);
            node.Process.Signal(PosixSignal.SIGINT);
            await node.Process.ErrorHas("stopping: 1 connection");
            node.Process.Signal(PosixSignal.SIGINT);
            Assert.Equal(1, await node.Process.ExitAsync());
            Assert.Contains("1 cut", node.Process.Error);
            await Assert.ThrowsAnyAsync<Exception>(() => talking);
        }
    }

    [Fact]
    public async Task Two_nodes_with_one_data_directory_do_not_disturb_each_other()
    {
        var (first, port) = await PatchbayProcess.EchoAsync();
        await using (first)
        {
            await using var second = PatchbayProcess.StartOn("up", "echo", "--set", "echo.listen=127.0.0.1:0", "--data", first.DataDirectory);
            await second.Process.OutputHas(static text => text.Contains("\necho  tcp-listen:127.0.0.1:", StringComparison.Ordinal), "its own echo");
            Assert.Contains($"the node with pid {first.Process.Id}", second.Process.Error);
            await using var connect = PatchbayProcess.StartOn("connect", "-v", "echo", "--data", first.DataDirectory);
            await connect.Process.ErrorHas($"connected to 127.0.0.1:{port}");
            second.Process.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await second.Process.ExitAsync());
            Assert.True(File.Exists(Path.Combine(first.DataDirectory, "node.json")));
            Assert.Equal(0, await connect.Process.FinishAsync());
        }
    }

    [NeedsFact("sh")]
    public async Task The_ready_descriptor_gets_one_line_with_the_ports_really_bound()
    {
        using var folder = new TemporaryFolder();
        await using var node = ChildProcess.Start("sh", ["-c", $"exec '{PatchbayProcess.Path}' serve daytime 127.0.0.1:0 --data '{folder.Path}' --ready-fd 3 3>&1 1>/dev/null"], PatchbayProcess.Variables);
        await node.OutputHas(static text => text.EndsWith('\n'), "the line");
        var ready = System.Text.Json.JsonDocument.Parse(node.Output).RootElement;
        Assert.Equal("ready", ready.GetProperty("event").GetString());
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, PatchbayProcess.PortOf(ready.GetProperty("data"), "daytime")));
        Assert.EndsWith("-UTC\r\n", await client.ReceiveTextToEndAsync());
    }

    [NeedsFact("linux")]
    public async Task A_port_the_user_chose_that_is_taken_is_45_and_names_the_holder()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        foreach (var arguments in new string[][] { ["serve", "echo", $":{port}"], ["up", "echo", "--set", $"echo.listen=:{port}"], ["listen", $":{port}"] })
        {
            await using var run = PatchbayProcess.Start(arguments);
            Assert.Equal(45, await run.Process.FinishAsync());
            Assert.Contains($"127.0.0.1:{port} is held by {File.ReadAllText("/proc/self/comm").Trim()} (pid {Environment.ProcessId})", run.Process.Error);
        }
    }

    [NeedsFact("root", "setpriv", "unshare")]
    public async Task A_privileged_port_without_rights_is_9_and_names_the_sysctl()
    {
        // In a network namespace of its own the sysctl is 1024 again, whatever it is outside.
        await using var run = ChildProcess.Start(
            "unshare",
            ["-n", "sh", "-c", $"ip link set lo up; sysctl -qw net.ipv4.ip_unprivileged_port_start=1024 2>/dev/null; exec setpriv --bounding-set=-all --inh-caps=-all --reuid=65534 --clear-groups '{PatchbayProcess.Path}' listen 127.0.0.1:80 --engine sockets"],
            PatchbayProcess.Variables,
            directory: "/");
        Assert.Equal(9, await run.FinishAsync());
        Assert.Contains("127.0.0.1:80 needs rights", run.Error);
        Assert.Contains("net.ipv4.ip_unprivileged_port_start", run.Error);
    }

    /// <summary>A client that sends more than every buffer on the way holds and reads none of the echo: its connection is never quiet, however slow the machine.</summary>
    static async Task<Task> TalkAsync(int port)
    {
        var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync("x"u8.ToArray());
        await client.ReceiveExactlyAsync(1);
        return Task.Run(async () =>
        {
            using (client)
            {
                await client.SendAsync(new byte[64 * 1024 * 1024]);
            }
        });
    }
}
