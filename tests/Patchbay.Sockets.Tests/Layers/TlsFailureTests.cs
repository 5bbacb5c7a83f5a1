using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>Every failure says who, what and what to do, and has its class.</summary>
public sealed class TlsFailureTests
{
    [Theory]
    [InlineData("localhost", -40, -10, "the certificate of localhost:8443 expired on ", " UTC (10 days ago)")]
    [InlineData("localhost", 10, 20, "the certificate of localhost:8443 is not valid before ", "This machine's clock says ")]
    [InlineData("other.example", -1, 20, "the certificate of localhost:8443 is for other.example, not for localhost", "sni=NAME")]
    [InlineData("other.example", -40, -10, "(10 days ago), and is for other.example, not for localhost", "sni=NAME")]
    public async Task A_certificate_that_is_not_valid_says_why(string name, int fromDays, int toDays, string message, string alsoOrHint)
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        arena.Folder.Write("server.pem", arena.Authority.Issue(name, fromDays: fromDays, toDays: toDays));
        var (client, server) = await arena.FailAsync(arena.Client(), arena.Server());
        Assert.Equal(LayerFailure.Certificate, client!.Failure);
        Assert.Contains(message, client.Message);
        Assert.Contains(alsoOrHint, client.Message + client.Hint);
        Assert.NotNull(server);
    }

    [Fact]
    public async Task An_unknown_issuer_is_named_and_the_fingerprint_given()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        arena.Folder.Write("server.pem", new Authority("Somebody Else").Issue());
        var (client, server) = await arena.FailAsync(arena.Client(), arena.Server());
        Assert.Equal("the certificate of localhost:8443 is from an issuer that is not trusted here: Somebody Else", client!.Message);
        Assert.Contains("pin=" + Fingerprint(arena), client.Hint);
        Assert.Contains("ended the connection right after the TLS handshake", server!.Message);
        Assert.Contains("does not trust our certificate", server.Hint);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_called_so_and_its_pin_lets_it_in()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        string? notice = null;
        arena.Settings = new() { Notify = text => notice = text };
        var server = arena.Server("cert=auto");
        var (client, _) = await arena.FailAsync(arena.Client(), server);
        Assert.Equal("the certificate of localhost:8443 is self-signed and not trusted here", client!.Message);
        var pin = client.Hint[client.Hint.IndexOf("sha256:", StringComparison.Ordinal)..].Split(' ')[0];
        Assert.Contains(pin, notice);
        var (near, far) = await arena.PairAsync(arena.Client($"pin={pin}"), server);
        await near.Transport.Output.WriteAsync("trusted".Ascii());
        Assert.Equal("trusted", (await far.Transport.Input.ReadExactlyAsync(7)).Ascii());
    }

    [Fact]
    public async Task Another_certificate_than_the_pinned_one_is_refused()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (client, _) = await arena.FailAsync(arena.Client("pin=sha256:" + new string('0', 64)), arena.Server());
        Assert.Equal("the certificate of localhost:8443 is not the pinned one: it has " + Fingerprint(arena), client!.Message);
    }

    [Fact]
    public async Task Insecure_takes_any_certificate_and_says_so()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var notices = new List<string>();
        arena.Settings = new() { Notify = notices.Add };
        arena.Folder.Write("server.pem", arena.Authority.Issue("other.example", fromDays: -40, toDays: -10));
        await arena.PairAsync(arena.Client("insecure"));
        Assert.StartsWith("insecure: nobody verifies who tls:localhost:8443 is", Assert.Single(notices));
    }

    [Fact]
    public async Task A_certificate_that_is_itself_in_ca_is_trusted()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        await arena.PairAsync(arena.Client("ca={dir}/server.pem"));
    }

    [Fact]
    public async Task A_client_certificate_that_is_demanded_is_asked_for_in_words_on_both_sides()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (client, server) = await arena.FailAsync(arena.Client(), arena.Server("cert={dir}/server.pem,client-ca={dir}/ca.pem"));
        Assert.Contains("showed no client certificate, and client-ca demands one", server!.Message);
        Assert.Equal(LayerFailure.Certificate, server.Failure);
        Assert.Equal(LayerFailure.Certificate, client!.Failure);
        Assert.Equal("localhost:8443 ended the connection right after the TLS handshake, in which it asked for a client certificate", client.Message);
        Assert.Contains("cert=FILE and key=FILE", client.Hint);
    }

    [Fact]
    public async Task A_client_certificate_of_the_right_issuer_is_let_in_and_one_of_another_refused()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        arena.Folder.Write("ann.pem", arena.Authority.Issue("ann", forClients: true));
        arena.Folder.Write("eve.pem", new Authority("Nobody").Issue("eve", forClients: true));
        var server = arena.Server("cert={dir}/server.pem,client-ca={dir}/ca.pem");
        var (_, accepted) = await arena.PairAsync(arena.Client("ca={dir}/ca.pem,cert={dir}/ann.pem"), server);
        Assert.Equal("CN=ann", accepted.Features.Get<Microsoft.AspNetCore.Http.Features.ITlsConnectionFeature>()!.ClientCertificate!.Subject);
        var (client, refused) = await arena.FailAsync(arena.Client("ca={dir}/ca.pem,cert={dir}/eve.pem"), server);
        Assert.Contains("is from an issuer that is not trusted here: Nobody", refused!.Message);
        Assert.Equal(LayerFailure.Certificate, client!.Failure);
        Assert.Contains("it seems to refuse our client certificate", client.Message);
    }

    [Fact]
    public async Task No_common_protocol_is_told_on_both_sides()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (client, server) = await arena.FailAsync(arena.Client("ca={dir}/ca.pem,alpn=h2"), arena.Server("cert={dir}/server.pem,alpn=http/1.1"));
        Assert.Equal(LayerFailure.Tls, client!.Failure);
        Assert.Contains("no application protocol in common", client.Message);
        Assert.Contains("no application protocol in common", server!.Message);
    }

    [Fact]
    public async Task No_common_version_is_told_to_a_client_that_is_too_old()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var error = await Assert.ThrowsAsync<LayerException>(async () =>
        {
            var (raw, socket) = await arena.Arena.PairAsync();
            var accepting = arena.Server("cert={dir}/server.pem,min=1.3").AcceptAsync(raw);
            await using var client = new System.Net.Security.SslStream(new NetworkStream(socket));
            await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync("localhost", null, System.Security.Authentication.SslProtocols.Tls12, false).Soon());
            await accepting.Soon();
        });
        Assert.Equal(LayerFailure.Tls, error.Failure);
        Assert.Contains("and we have no TLS version in common", error.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "localhost:8443 speaks no TLS: it answered \"HTTP/1.1 400 Bad Request\"")]
    [InlineData("220 mail ESMTP\r\n", "localhost:8443 speaks no TLS: it answered \"220 mail ESMTP\"")]
    [InlineData("\0\u0001\u0002", "localhost:8443 speaks no TLS: it answered the bytes 000102")]
    [InlineData("", "localhost:8443 closed the connection before it sent a byte of TLS")]
    public async Task A_server_without_TLS_is_quoted(string answer, string message)
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (raw, socket) = await arena.Arena.DialOutAsync();
        var connecting = arena.Client().ConnectAsync(raw).Soon();
        await socket.SendAllAsync(answer.Ascii());
        socket.Shutdown(SocketShutdown.Send);
        var error = await Assert.ThrowsAsync<LayerException>(() => connecting);
        Assert.Equal(LayerFailure.Tls, error.Failure);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task A_server_that_sends_our_own_hello_back_is_seen_through()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (raw, socket) = await arena.Arena.DialOutAsync();
        var connecting = arena.Client().ConnectAsync(raw).Soon();
        var buffer = new byte[4096];
        var count = await socket.ReceiveAsync(buffer, SocketFlags.None).Soon();
        await socket.SendAllAsync(buffer.AsMemory(0, count));
        Assert.Contains("sent our own hello back", (await Assert.ThrowsAsync<LayerException>(() => connecting)).Message);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "speaks no TLS: it sent \"GET / HTTP/1.1\"")]
    [InlineData("garbage that is no hello at all", "speaks no TLS: it sent \"garbage that is no hello…\"")]
    [InlineData("\u0016\u0003\u0001\0\u0004junk", "the TLS handshake with ")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0", "closed the connection in the middle of the TLS handshake")]
    public async Task A_client_that_does_not_keep_to_TLS_ends_its_own_connection_with_one_line(string sent, string message)
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var (raw, socket) = await arena.Arena.PairAsync();
        var accepting = arena.Server().AcceptAsync(raw).Soon();
        await socket.SendAllAsync(sent.Select(static c => (byte)c).ToArray());
        socket.Shutdown(SocketShutdown.Send);
        var error = await Assert.ThrowsAsync<LayerException>(() => accepting);
        Assert.Contains(message, error.Message);
        Assert.StartsWith(message.StartsWith("the TLS", StringComparison.Ordinal) ? "the TLS" : "127.0.0.1:", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory, Engines(Can.Ours)]
    public async Task Silence_is_ended_by_the_handshake_timeout(TestedEngine engine)
    {
        await using var arena = await TlsArena.OpenAsync(engine);
        var clock = new ManualTime();
        arena.Settings = new() { TimeProvider = clock };
        // The certificate of tests is valid today; this clock begins in 1970, which only a client would mind.
        var (raw, socket) = await arena.Arena.PairAsync();
        var accepting = arena.Server().AcceptAsync(raw).Soon();
        await clock.UntilSomebodyWaitsAsync(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(10));
        var error = await Assert.ThrowsAsync<LayerException>(() => accepting);
        Assert.Equal(LayerFailure.TimedOut, error.Failure);
        Assert.Contains("within 10 s", error.Message);
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], SocketFlags.None).Soon());
    }

    [Theory]
    [InlineData("cert={dir}/none.pem", "there is no file {dir}/none.pem")]
    [InlineData("cert={dir}", "{dir} is a directory")]
    [InlineData("cert={dir}/text.pem", "{dir}/text.pem is neither PEM nor PKCS #12 without a password")]
    [InlineData("cert={dir}/ca.pem", "{dir}/ca.pem holds a certificate and no key")]
    [InlineData("cert={dir}/server.pem,key={dir}/text.pem", "{dir}/text.pem holds no private key")]
    [InlineData("cert={dir}/server.pem,key={dir}/other.pem", "the key in {dir}/other.pem does not belong to the certificate in {dir}/server.pem")]
    [InlineData("cert={dir}/server.pem,key={dir}/broken.pem", "the key in {dir}/broken.pem cannot be read")]
    [InlineData("cert={dir}/server.pem,key={dir}/locked.pem", "the key in {dir}/locked.pem is encrypted")]
    [InlineData("cert={dir}/server.pem,client-ca={dir}/key.pem", "{dir}/key.pem holds no certificate")]
    [InlineData("cert=auto,key={dir}/key.pem", "cert=auto makes its own key, and key= gives another")]
    [InlineData("key={dir}/key.pem", "key= is there without its certificate")]
    [InlineData("min=1.3", "tls-listen:127.0.0.1:8443,min=1.3 has no certificate to show")]
    public async Task A_file_that_cannot_be_used_is_named_with_the_reason(string options, string message)
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        var folder = arena.Folder;
        folder.Write("text.pem", "no certificate at all");
        folder.Write("other.pem", arena.Authority.Issue());
        folder.Write("broken.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        folder.Write("locked.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        folder.Write("key.pem", File.ReadAllText(folder["server.pem"])[File.ReadAllText(folder["server.pem"]).IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)..]);
        var error = Assert.Throws<LayerException>(() => arena.Server(options));
        Assert.Equal(LayerFailure.Configuration, error.Failure);
        Assert.StartsWith(message.Replace("{dir}", folder.Path, StringComparison.Ordinal), error.Message.Replace("tls-listen:8443", "tls-listen:127.0.0.1:8443", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_beside_its_certificate_and_a_PKCS_12_file_both_serve()
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        using var own = X509Certificate2.CreateFromPem(File.ReadAllText(arena.Folder["server.pem"]), File.ReadAllText(arena.Folder["server.pem"]));
        arena.Folder.Write("alone.pem", own.ExportCertificatePem());
        await File.WriteAllBytesAsync(arena.Folder["both.p12"], own.Export(X509ContentType.Pkcs12));
        await arena.PairAsync(server: arena.Server("cert={dir}/alone.pem,key={dir}/server.pem"));
        await arena.PairAsync(server: arena.Server("cert={dir}/both.p12"));
    }

    [Theory]
    [InlineData("pin=sha256:1111111111111111111111111111111111111111111111111111111111111111,insecure")]
    [InlineData("ca={dir}/ca.pem,insecure")]
    public async Task Two_answers_to_whom_to_trust_are_one_too_many(string options)
    {
        await using var arena = await TlsArena.OpenAsync(TestedEngine.Sockets);
        Assert.Equal(LayerFailure.Configuration, Assert.Throws<LayerException>(() => arena.Client(options)).Failure);
    }

    static string Fingerprint(TlsArena arena)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(arena.Folder["server.pem"]));
        return "sha256:" + certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant();
    }
}
