using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Patchbay.Interop.Tests;

/// <summary>Descriptors that a shell or a service manager opened for us, layers on them and on commands, and what a terminal is told.</summary>
public sealed class PatchDescriptorTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [NeedsFact("bash")]
    public async Task A_pipe_of_the_shell_is_read()
    {
        await using var run = Bash("exec \"$0\" patch fd:3 - 3< <(printf hello)");
        Assert.Equal(0, await run.FinishAsync());
        Assert.Equal("hello", run.Output);
    }

    [NeedsFact("bash")]
    public async Task A_pipe_of_the_shell_is_written_and_closed()
    {
        await using var run = Bash("\"$0\" connect fd:4 4> >(cat; echo .)\nwait");
        await run.WriteAsync("hello");
        run.CloseInput();
        await run.OutputHas(static text => text == "hello.\n", "the bytes and the end");
        Assert.Equal(0, await run.ExitAsync());
    }

    [NeedsFact("bash")]
    public async Task A_connection_of_the_shell_is_carried_on_with_both_half_closes()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var run = Bash($"exec \"$0\" connect fd:3 3<>/dev/tcp/127.0.0.1/{((IPEndPoint)listener.LocalEndpoint).Port}");
        using var peer = PeerSocket.Own(await listener.AcceptSocketAsync().WaitAsync(ChildProcess.Limit));
        await run.WriteAsync("question");
        run.CloseInput();
        Assert.Equal("question", await peer.ReceiveTextToEndAsync());
        await peer.SendAsync("answer"u8.ToArray());
        peer.Finish();
        Assert.Equal(0, await run.ExitAsync());
        Assert.Equal("answer", run.Output);
    }

    [NeedsFact("bash")]
    public async Task Datagrams_of_the_shell_stay_datagrams()
    {
        using var peer = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var run = Bash($"exec \"$0\" connect fd:3 3<>/dev/udp/127.0.0.1/{((IPEndPoint)peer.Client.LocalEndPoint!).Port}");
        await run.WriteAsync("hello");
        var question = await peer.ReceiveAsync().WaitAsync(ChildProcess.Limit);
        Assert.Equal("hello"u8.ToArray(), question.Buffer);
        await peer.SendAsync("answer"u8.ToArray(), question.RemoteEndPoint);
        await run.OutputHas(static text => text == "answer", "the answer");
    }

    [NeedsFact("systemd-socket-activate", "cat")]
    public async Task A_listening_descriptor_serves_its_clients()
    {
        var port = FreePort.Take();
        await using var manager = Activate(port, "fd:3", "exec:cat", "--once");
        await manager.ErrorHas("Listening on");
        using var client = await PeerSocket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendAsync("through fd:3"u8.ToArray());
        client.Finish();
        Assert.Equal("through fd:3", await client.ReceiveTextToEndAsync());
        Assert.Equal(0, await manager.ExitAsync());
    }

    [NeedsTheory("systemd-socket-activate", "openssl", "cat")]
    [InlineData("tls+systemd:web")]
    [InlineData("tls+fd:3")]
    public async Task TLS_goes_on_a_listening_socket_that_was_handed_over(string address)
    {
        var port = FreePort.Take();
        await using var manager = Activate(port, $"{address},cert=auto,truncation=allow", "exec:cat", "--data", _folder.Path);
        await manager.ErrorHas("Listening on");
        await using var client = ChildProcess.Start("openssl", ["s_client", "-connect", $"127.0.0.1:{port}", "-quiet", "-no_ign_eof"]);
        await client.WriteAsync("hello\n");
        await client.OutputHas(static text => text == "hello\n", "the echo");
        manager.Signal(PosixSignal.SIGTERM);
        await manager.ExitAsync();
    }

    [NeedsFact("openssl", "socat")]
    public async Task TLS_goes_through_a_command()
    {
        var (certificate, key) = await CertificateAsync();
        await using var server = ChildProcess.Start("openssl", ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-rev"]);
        await server.OutputHas(static text => Regex.IsMatch(text, @"ACCEPT .*:\d+\n"), "ACCEPT");
        var port = Regex.Match(server.Output, @"ACCEPT .*:(\d+)\n").Groups[1].Value;
        await using (var connect = PatchbayProcess.StartOn("connect", $"tls+exec:socat - TCP:127.0.0.1:{port},sni=localhost,ca={certificate}"))
        {
            await connect.Process.WriteAsync("hello\n");
            await connect.Process.OutputHas(static text => text == "olleh\n", "the answer");
            Assert.Equal(0, await connect.Process.FinishAsync());
        }

        await using var wrong = PatchbayProcess.StartOn("connect", $"tls+exec:socat - TCP:127.0.0.1:{port},sni=other.example,ca={certificate}");
        Assert.Equal(60, await wrong.Process.FinishAsync());
        Assert.Contains("is for localhost, not for other.example", wrong.Process.Error.Split('\n')[0]);
    }

    [NeedsFact("false")]
    public async Task A_command_that_fails_before_the_handshake_is_named_with_its_status()
    {
        await using var connect = PatchbayProcess.StartOn("connect", "tls+exec:false,sni=x");
        Assert.Equal(35, await connect.Process.FinishAsync());
        Assert.StartsWith("patchbay: tls+exec:false: ", connect.Process.Error);
        Assert.Contains("ended with status 1", connect.Process.Error.Split('\n')[0]);
    }

    [NeedsTheory("bash")]
    [InlineData("tls+fd:3,insecure", "descriptor 3 is no socket, and tls goes on sockets of streams", "3</dev/null")]
    [InlineData("fd:3,proxy-protocol=v1", "descriptor 3 is no socket, and the PROXY protocol goes on sockets of streams", "3</dev/null")]
    [InlineData("ws+fd:3", "ws+fd:3 is a socket of datagrams, and ws goes on sockets of streams", "3<>/dev/udp/127.0.0.1/9")]
    public async Task A_layer_on_what_is_no_stream_socket_is_4(string address, string message, string redirection)
    {
        await using var run = Bash($"exec \"$0\" connect {address} {redirection}");
        Assert.Equal(4, await run.FinishAsync());
        Assert.Equal($"patchbay: {message}", run.Error.Split('\n')[0]);
        Assert.Equal(2, run.Error.TrimEnd('\n').Split('\n').Length);
    }

    [NeedsFact("script", "stty")]
    public async Task The_terminal_of_a_command_has_the_size_of_ours()
    {
        await using var script = ChildProcess.Start("script", ["-qec", $"stty rows 33 cols 99; '{PatchbayProcess.Path}' connect 'exec:stty size,pty'", "/dev/null"], PatchbayProcess.Variables);
        await script.OutputHas(static text => text.Contains("33 99", StringComparison.Ordinal), "rows and columns");
        Assert.Equal(0, await script.ExitAsync());
    }

    [NeedsTheory("setpriv", "root")]
    [InlineData(9, "127.0.0.1:80 needs rights that this user does not have (EACCES)", "listen", ":80")]
    [InlineData(9, "127.0.0.1:80 needs rights that this user does not have (EACCES)", "listen", "udp-listen:80")]
    [InlineData(2, "{0} may not be read by this user", "listen", "tls-listen:0,cert={0}")]
    [InlineData(9, "{0} may not be read by this user (EACCES)", "patch", "file:{0}", "-")]
    [SupportedOSPlatform("linux")]
    public async Task Missing_rights_are_one_line_and_a_code(int code, string message, params string[] arguments)
    {
        var secret = _folder.Write("secret.pem", "nothing");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        // The capability that reads everything and the one for low ports are dropped; the user stays, so that the program itself can be read.
        await using var run = ChildProcess.Start(
            "setpriv", ["--reuid=65534", "--clear-groups", "--inh-caps=-all", PatchbayProcess.Path, .. arguments.Select(argument => string.Format(argument, secret))], PatchbayProcess.Variables);
        Assert.Equal(code, await run.FinishAsync());
        Assert.Equal($"patchbay: {string.Format(message, secret)}", run.Error.Split('\n')[0]);
        Assert.Equal(2, run.Error.TrimEnd('\n').Split('\n').Length);
    }

    public void Dispose() => _folder.Dispose();

    static ChildProcess Bash(string command) => ChildProcess.Start("bash", ["-c", command, PatchbayProcess.Path], PatchbayProcess.Variables);

    static ChildProcess Activate(int port, params string[] arguments) => ChildProcess.Start(
        "systemd-socket-activate", ["-l", $"127.0.0.1:{port}", "--fdname=web", "-E", $"DOTNET_ROOT={PatchbayProcess.Variables["DOTNET_ROOT"]}", PatchbayProcess.Path, "patch", .. arguments]);

    async Task<(string Certificate, string Key)> CertificateAsync()
    {
        var (certificate, key) = (_folder["cert.pem"], _folder["key.pem"]);
        await using var openssl = ChildProcess.Start(
            "openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]);
        Assert.Equal(0, await openssl.FinishAsync());
        return (certificate, key);
    }
}
