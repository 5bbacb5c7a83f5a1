using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Patchbay.Interop.Tests;

/// <summary><c>connect</c> against other people's servers, and against ones that misbehave.</summary>
public class ConnectPeersTests
{
    [NeedsFact("nc.openbsd")]
    public Task Nc_as_server_ends_first_and_still_gets_all_of_ours() =>
        ExchangeAsync("nc.openbsd", port => ["-v", "-N", "-l", "127.0.0.1", $"{port}"], "Listening");

    [NeedsFact("ncat")]
    public Task Ncat_as_server_ends_first_and_still_gets_all_of_ours() =>
        ExchangeAsync("ncat", port => ["-v", "-l", "127.0.0.1", $"{port}"], "Listening on 127.0.0.1");

    [NeedsFact("socat")]
    public async Task Socat_as_a_server_that_waits_for_our_end_answers_all_of_it()
    {
        var port = FreePort.Take();
        await using var server = ChildProcess.Start("socat", ["-d", "-d", "-t", "30", $"TCP-LISTEN:{port},bind=127.0.0.1", "SYSTEM:sha256sum"]);
        await server.ErrorHas("listening on");
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        await using var connect = PatchbayProcess.StartOn("connect", $"127.0.0.1:{port}");
        await connect.Process.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(bytes)), connect.Process.Output);
    }

    [Fact]
    public async Task A_peer_that_finishes_first_does_not_stop_our_sending()
    {
        using var listener = Listen(out var port);
        await using var connect = PatchbayProcess.StartOn("connect", $"127.0.0.1:{port}");
        using var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        peer.Finish();
        await connect.Process.WriteAsync("after your FIN");
        connect.Process.CloseInput();
        Assert.Equal("after your FIN", await peer.ReceiveTextToEndAsync());
        Assert.Equal(0, await connect.Process.ExitAsync());
    }

    [Fact]
    public async Task A_reset_in_the_middle_is_56_and_keeps_what_came_before()
    {
        using var listener = Listen(out var port);
        await using var connect = PatchbayProcess.StartOn("connect", $"127.0.0.1:{port}");
        var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        await peer.SendAsync("before"u8.ToArray());
        await connect.Process.OutputHas(static text => text == "before", "the bytes before the reset");
        peer.Reset();
        Assert.Equal(56, await connect.Process.ExitAsync());
        Assert.Equal("before", connect.Process.Output);
        Assert.StartsWith($"patchbay: tcp:127.0.0.1:{port} reset the connection after 6 bytes received\n", connect.Process.Error);
    }

    [Fact]
    public async Task Nobody_there_is_7_and_says_so()
    {
        var port = FreePort.Take();
        await using var connect = PatchbayProcess.StartOn("connect", $"127.0.0.1:{port}");
        Assert.Equal(7, await connect.Process.FinishAsync());
        Assert.StartsWith($"patchbay: 127.0.0.1:{port} refused the connection after ", connect.Process.Error);
        Assert.Equal(2, connect.Process.Error.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task A_name_without_address_is_6()
    {
        await using var connect = PatchbayProcess.StartOn("connect", "no-such-host.invalid:80");
        Assert.Equal(6, await connect.Process.FinishAsync());
        Assert.Contains("no-such-host.invalid", connect.Process.Error);
    }

    [Fact]
    public async Task No_answer_within_the_timeout_is_28()
    {
        // A listener whose backlog is full answers no SYN (tcp_abort_on_overflow is 0).
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(0);
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        var waiting = new List<Socket>();
        try
        {
            for (var full = false; !full && waiting.Count < 64;)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                waiting.Add(socket);
                using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
                try
                {
                    await socket.ConnectAsync(endPoint, limit.Token);
                }
                catch (OperationCanceledException)
                {
                    full = true;
                }
            }

            await using var connect = PatchbayProcess.StartOn("connect", "--timeout", "500ms", $"127.0.0.1:{endPoint.Port}");
            Assert.Equal(28, await connect.Process.FinishAsync());
            Assert.Contains("did not answer within", connect.Process.Error);
        }
        finally
        {
            waiting.ForEach(static socket => socket.Dispose());
        }
    }

    [NeedsFact("bash")]
    public async Task A_closed_stdout_is_no_success()
    {
        using var listener = Listen(out var port);
        await using var shell = ChildProcess.Start("bash", ["-c", $"'{PatchbayProcess.Path}' connect 127.0.0.1:{port} | exec 0<&-; echo ${{PIPESTATUS[0]}}"], PatchbayProcess.Variables);
        using var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        await peer.SendAsync("nobody reads this"u8.ToArray());
        Assert.Equal(0, await shell.ExitAsync());
        Assert.Equal("1\n", shell.Output);
        Assert.Contains("stdout was closed", shell.Error);
    }

    [Fact]
    public async Task Probe_tells_the_phases_and_the_outcome_with_the_codes_of_connect()
    {
        using var listener = Listen(out var port);
        await using var open = PatchbayProcess.Start("connect", "--probe", $"127.0.0.1:{port}");
        Assert.Equal(0, await open.Process.FinishAsync());
        Assert.Matches(@"connect +\S+ m?s   127\.0\.0\.1:\d+ from port \d+: open", open.Process.Output);
        Assert.Matches(@"outcome +\S+ m?s   open\n$", open.Process.Output);
        listener.Stop();
        await using var refused = PatchbayProcess.Start("connect", "--probe", "--json", $"127.0.0.1:{port}");
        Assert.Equal(7, await refused.Process.FinishAsync());
        Assert.Equal("refused", refused.Events().Single().GetProperty("data").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Life_numbers_the_steps_from_socket_to_close_and_says_who_keeps_TIME_WAIT()
    {
        using var listener = Listen(out var port);
        await using var connect = PatchbayProcess.StartOn("connect", "--life", $"127.0.0.1:{port}");
        using var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        await connect.Process.WriteAsync("12345");
        connect.Process.CloseInput();
        Assert.Equal("12345", await peer.ReceiveTextToEndAsync());
        await peer.SendAsync("1234567"u8.ToArray());
        peer.Finish();
        Assert.Equal(0, await connect.Process.ExitAsync());
        Assert.Equal("1234567", connect.Process.Output);
        var steps = connect.Process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] expected = ["socket ", "connect ", "connected ", "send ", "half-close ", "receive ", "peer's end ", "close "];
        Assert.Equal(expected.Length, steps.Length);
        for (var i = 0; i < steps.Length; i++)
        {
            Assert.Matches($@"^ *{i + 1} +[\d.]+ ms +{expected[i]}", steps[i]);
        }

        Assert.Matches(@"lent port \d+ .*at connect\(\)", connect.Process.Error);
        Assert.Contains("5 bytes", steps[3]);
        Assert.Contains("7 bytes", steps[5]);
        Assert.Contains("this side keeps TIME_WAIT", steps[^1]);
    }

    [Fact]
    public async Task Events_of_a_connection_are_lines_of_JSON_with_the_bytes_in_them()
    {
        using var listener = Listen(out var port);
        await using var connect = PatchbayProcess.StartOn("connect", "--json=lines", $"127.0.0.1:{port}");
        using var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        await peer.SendAsync(new byte[] { 0, 255, 10 });
        peer.Finish();
        Assert.Equal(0, await connect.Process.FinishAsync());
        var events = connect.Events();
        Assert.Equal(["connected", "received", "ended"], events.Select(static line => line.GetProperty("event").GetString()));
        Assert.Equal("AP8K", events[1].GetProperty("data").GetProperty("base64").GetString());
    }

    [Theory]
    [InlineData(System.Runtime.InteropServices.PosixSignal.SIGINT, 130)]
    [InlineData(System.Runtime.InteropServices.PosixSignal.SIGTERM, 143)]
    public async Task A_signal_ends_it_with_the_shells_code(System.Runtime.InteropServices.PosixSignal signal, int code)
    {
        using var listener = Listen(out var port);
        await using var connect = PatchbayProcess.StartOn("connect", $"127.0.0.1:{port}");
        using var peer = await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit);
        connect.Process.Signal(signal);
        Assert.Equal(code, await connect.Process.ExitAsync());
        Assert.Equal("", connect.Process.Error);
    }

    /// <summary>The server says something and finishes; then we send, and it must still be there to take it.</summary>
    static async Task ExchangeAsync(string command, Func<int, string[]> arguments, string listening)
    {
        var port = FreePort.Take();
        await using var server = ChildProcess.Start(command, arguments(port));
        await server.ErrorHas(listening);
        await using var connect = PatchbayProcess.StartOn("connect", $"127.0.0.1:{port}");
        await server.WriteAsync("from the server");
        server.CloseInput();
        await connect.Process.OutputHas(static text => text == "from the server", "the server's words");
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        await connect.Process.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.Equal(0, await server.ExitAsync());
        Assert.Equal(bytes, server.OutputBytes);
    }

    static TcpListener Listen(out int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return listener;
    }
}
