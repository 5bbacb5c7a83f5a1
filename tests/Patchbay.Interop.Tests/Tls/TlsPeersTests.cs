using System.Net;

namespace Patchbay.Interop.Tests;

/// <summary>TLS of the program with other people's clients and servers.</summary>
[Long]
public sealed class TlsPeersTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _certificate;
    readonly string _key;

    public TlsPeersTests()
    {
        _certificate = _folder.Write("certificate.pem", Certificates.Localhost.ExportCertificatePem());
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(Certificates.Localhost)!;
        _key = _folder.Write("key.pem", key.ExportECPrivateKeyPem());
    }

    [NeedsTheory("openssl")]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task S_client_meets_echo_and_both_ends_close(string version)
    {
        var (node, port, folder) = await EchoAsync("cert=auto");
        await using var _ = node;
        await using var client = ChildProcess.Start("openssl", ["s_client", version, "-quiet", "-no_ign_eof", "-verify_return_error", "-verify_hostname", "localhost", "-CAfile", $"{folder}/tls/certificate.pem", "-connect", $"127.0.0.1:{port}"]);
        await client.WriteAsync("hello\n");
        await client.OutputHas(static text => text == "hello\n", "the echo");
        Assert.Equal(0, await client.FinishAsync());
    }

    [NeedsFact("openssl")]
    public async Task S_server_is_verified_and_read_to_its_close_notify()
    {
        var port = FreePort.Take();
        await using var server = ChildProcess.Start("openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", _certificate, "-key", _key, "-rev", "-naccept", "1"]);
        await server.OutputHas(static text => text.Contains("ACCEPT", StringComparison.Ordinal), "ACCEPT");
        await using var connect = PatchbayProcess.StartOn("connect", $"tls:localhost:{port},ca={_certificate}");
        await connect.Process.WriteAsync("abc\n");
        await connect.Process.OutputHas(static text => text == "cba\n", "the turned line");
        Assert.Equal(0, await connect.Process.FinishAsync());
    }

    [NeedsFact("openssl")]
    public async Task A_server_that_demands_a_client_certificate_is_60_without_one_and_0_with_it()
    {
        var port = FreePort.Take();
        await using var server = ChildProcess.Start("openssl", ["s_server", "-accept", $"127.0.0.1:{port}", "-cert", _certificate, "-key", _key, "-Verify", "1", "-verify_return_error", "-CAfile", _certificate, "-rev", "-naccept", "2"]);
        await server.OutputHas(static text => text.Contains("ACCEPT", StringComparison.Ordinal), "ACCEPT");
        await using var without = PatchbayProcess.StartOn("connect", $"tls:localhost:{port},ca={_certificate}");
        Assert.Equal(60, await without.Process.ExitAsync());
        Assert.Contains($"patchbay: localhost:{port} demands a client certificate", without.Process.Error);
        Assert.Contains("cert=FILE and key=FILE", without.Process.Error);
        await using var with = PatchbayProcess.StartOn("connect", $"tls:localhost:{port},ca={_certificate},cert={_certificate},key={_key}");
        await with.Process.WriteAsync("abc\n");
        await with.Process.OutputHas(static text => text == "cba\n", "the turned line");
        Assert.Equal(0, await with.Process.FinishAsync());
    }

    [NeedsFact("ncat")]
    public async Task Ncat_ends_without_close_notify_which_is_56_and_loses_nothing_and_0_when_allowed()
    {
        foreach (var (options, code) in new[] { ("", 56), (",truncation=allow", 0) })
        {
            var port = FreePort.Take();
            await using var server = ChildProcess.Start("ncat", ["-v", "--ssl", "--ssl-cert", _certificate, "--ssl-key", _key, "-l", "127.0.0.1", $"{port}"]);
            await server.ErrorHas("Listening on 127.0.0.1");
            await using var connect = PatchbayProcess.StartOn("connect", $"tls:localhost:{port},ca={_certificate}{options}");
            await connect.Process.WriteAsync("from us");
            await server.OutputHas(static text => text == "from us", "our bytes");
            await server.WriteAsync("from ncat");
            server.CloseInput();

            // Once it has our end, ncat says no more: what it says must be here before.
            await connect.Process.OutputHas(static text => text == "from ncat", "ncat's bytes");
            connect.Process.CloseInput();
            Assert.Equal(code, await connect.Process.ExitAsync());
            Assert.Equal("from ncat", connect.Process.Output);
            Assert.Equal(code == 56, connect.Process.Error.Contains("without TLS's close_notify", StringComparison.Ordinal));
        }
    }

    [NeedsFact("ncat")]
    public async Task Ncat_as_client_gets_its_echo_where_its_end_without_close_notify_is_allowed()
    {
        var (node, port, _) = await EchoAsync("cert=auto,truncation=allow");
        await using var __ = node;
        await using var client = ChildProcess.Start("ncat", ["--ssl", "127.0.0.1", $"{port}"]);
        await client.WriteAsync("hello ncat");
        await client.OutputHas(static text => text == "hello ncat", "the echo");
        Assert.Equal(0, await client.FinishAsync());
    }

    [NeedsFact("socat")]
    public async Task Socat_echoes_megabytes_to_a_client_that_has_ended()
    {
        var port = FreePort.Take();
        await using var server = ChildProcess.Start("socat", ["-d", "-d", "-t", "30", $"OPENSSL-LISTEN:{port},bind=127.0.0.1,cert={_certificate},key={_key},verify=0", "PIPE"]);
        await server.ErrorHas("listening on");
        await using var connect = PatchbayProcess.StartOn("connect", $"tls:localhost:{port},ca={_certificate}");
        var bytes = System.Security.Cryptography.RandomNumberGenerator.GetBytes(3_000_000);
        await connect.Process.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.Equal(bytes, connect.Process.OutputBytes);
    }

    [NeedsFact("curl")]
    public async Task Curl_verifies_the_certificate_of_cert_auto_and_gets_its_page()
    {
        await using var listen = PatchbayProcess.StartOn("listen", "--once", "--json=lines", $"tls-listen:0,cert={_certificate},key={_key}");
        await listen.Process.OutputHas(static text => text.Contains("listening", StringComparison.Ordinal) && text.EndsWith('\n'), "listening");
        var address = listen.Events()[0].GetProperty("data").GetProperty("addresses")[0].GetString()!;
        var port = address.Split(',')[0].Split(':')[^1];
        await using var curl = ChildProcess.Start("curl", ["-sS", "--max-time", "60", "--cacert", _certificate, $"https://localhost:{port}/"]);
        await listen.Process.OutputHas(static text => text.Contains("received", StringComparison.Ordinal), "the request");
        await listen.Process.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nthe page");
        listen.Process.CloseInput();
        Assert.Equal(0, await curl.ExitAsync());
        Assert.Equal("the page", curl.Output);
        Assert.Equal(0, await listen.Process.ExitAsync());
    }

    [Fact]
    public async Task Ca_auto_trusts_the_node_of_this_user_and_a_name_reaches_it()
    {
        var (node, port, folder) = await EchoAsync("cert=auto");
        await using var _ = node;
        foreach (var address in new[] { $"tls:127.0.0.1:{port},ca=auto", "echo" })
        {
            await using var connect = PatchbayProcess.StartOn("connect", "--data", folder, address);
            await connect.Process.WriteAsync("hello");
            Assert.Equal(0, await connect.Process.FinishAsync());
            Assert.Equal("hello", connect.Process.Output);
        }
    }

    [Fact]
    public async Task Failed_handshakes_are_a_line_each_in_the_nodes_log_and_nobody_elses_trouble()
    {
        var (node, port, folder) = await EchoAsync("cert=auto");
        await using var _ = node;
        var endPoint = new IPEndPoint(IPAddress.Loopback, port);
        foreach (var garbage in new[] { "GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\0\u0004junk", "SSH-2.0-x\r\n" })
        {
            using var client = await PeerSocket.ConnectAsync(endPoint);
            await client.SendAsync(garbage.Select(static c => (byte)c).ToArray());
            client.Finish();
            await client.ReceiveToEndAsync();
        }

        using var silent = await PeerSocket.ConnectAsync(endPoint);
        await node.Process.ErrorHas("speaks no TLS: it sent \"GET / HTTP/1.1\"");
        await node.Process.ErrorHas("the TLS handshake with 127.0.0.1:");
        await node.Process.ErrorHas("speaks no TLS: it sent \"SSH-2.0-x\"");
        await using var connect = PatchbayProcess.StartOn("connect", "--data", folder, $"tls:localhost:{port},ca=auto");
        await connect.Process.WriteAsync("still here");
        Assert.Equal(0, await connect.Process.FinishAsync());
        Assert.Equal("still here", connect.Process.Output);
        Assert.Equal(4, node.Process.Error.TrimEnd('\n').Split('\n').Length);
    }

    public void Dispose() => _folder.Dispose();

    static async Task<(PatchbayProcess Node, int Port, string DataDirectory)> EchoAsync(string options)
    {
        var (node, ready) = await PatchbayProcess.UpAsync("echo", "--set", $"echo.listen=tls-listen:127.0.0.1:0,{options}");
        var listen = ready.GetProperty("services")[0].GetProperty("listen")[0].GetString()!;
        return (node, int.Parse(listen.Split(',')[0].Split(':')[^1]), node.DataDirectory);
    }
}
