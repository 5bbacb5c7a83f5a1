using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Patchbay.Probing.Tests.Services;

public class ServiceDetectorTests
{
    // Waits for what comes: none of these is waited out.
    static readonly ServiceDetectorOptions Patient = new() { Time = TimeSpan.FromSeconds(200), Listening = TimeSpan.FromSeconds(60), Answering = TimeSpan.FromSeconds(60), Connecting = TimeSpan.FromSeconds(60) };

    // For servers that say nothing by themselves.
    static readonly ServiceDetectorOptions Asking = Patient with { Listening = TimeSpan.FromMilliseconds(20) };

    // For servers that say nothing at all.
    static readonly ServiceDetectorOptions Short = new() { Time = TimeSpan.FromSeconds(200), Listening = TimeSpan.FromMilliseconds(20), Answering = TimeSpan.FromMilliseconds(50), Quiet = TimeSpan.FromMilliseconds(20) };

    static Task<ServiceFinding> DetectAsync(MockServer server, ServiceDetectorOptions options, string? name = null) =>
        new ServiceDetector(options).DetectAsync(server.EndPoint, ScanMethod.Connect, name, CancellationToken.None);

    [Theory]
    [InlineData("ssh", "SSH-2.0-OpenSSH_9.2p1\r\n", "SSH-2.0-", "\0\0\0\u003c\u0006\u0014AAAAAAAAAAAAAAAA\0\0\0\u0001k\0\0\0\u0001h\0\0\0\u0001c______________________________")]
    [InlineData("ftp", "220 ready\r\n", "FEAT", "211-Features\r\n UTF8\r\n211 End\r\n")]
    [InlineData("smtp", "220 ready\r\n", "EHLO", "250-host\r\n250 SIZE\r\n")]
    [InlineData("pop3", "+OK ready\r\n", "CAPA", "+OK\r\nUIDL\r\n.\r\n")]
    [InlineData("imap", "* OK ready\r\n", "a1 CAPABILITY", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n")]
    [InlineData("vnc", "RFB 003.008\n", "RFB 003.008", "\x01\x02")]
    public async Task A_server_that_greets_is_asked_for_the_proof_on_the_same_connection(string name, string greeting, string asked, string answer)
    {
        await using var server = MockServer.Speaking(greeting, text => text.StartsWith(asked, StringComparison.Ordinal) ? answer : "500 what\r\n");
        var found = await DetectAsync(server, Patient);
        Assert.Equal((name, ServiceEvidence.Handshake), (found.Name, found.Evidence));
        Assert.Equal(1, server.Connections);
        Assert.DoesNotContain("GET /", server.Received);
    }

    [Fact]
    public async Task A_server_that_waits_is_asked_for_a_page()
    {
        await using var server = new MockServer(async (server, stream, stop) =>
        {
            await server.ReadAsync(stream, stop);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nServer: thttpd/2.29\r\nConnection: close\r\n\r\n<title>Files</title>"u8.ToArray(), stop);
        });
        var found = await DetectAsync(server, Asking, "files.example");
        Assert.Equal(("http", "thttpd", "2.29", "title: Files"), (found.Name, found.Product, found.Version, found.Info));
        Assert.StartsWith($"GET / HTTP/1.1\r\nHost: files.example:{server.EndPoint.Port}\r\n", server.Received);
    }

    [Fact]
    public async Task An_answer_to_a_foreign_request_names_the_protocol_that_is_asked_next()
    {
        await using var server = new MockServer(async (server, stream, stop) =>
        {
            var asked = await server.ReadAsync(stream, stop);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(asked.StartsWith("PING", StringComparison.Ordinal)
                ? "+PONG\r\n$40\r\nredis_version:7.2.4\r\nredis_mode:cluster\r\n\r\n" : "-ERR wrong number of arguments for 'get' command\r\n"), stop);
        });
        var found = await DetectAsync(server, Asking);
        Assert.Equal(("redis", ServiceEvidence.Handshake, "7.2.4"), (found.Name, found.Evidence, found.Version));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task What_is_said_to_a_tls_hello_names_the_protocol_that_is_asked_next()
    {
        // As memcached does: it hangs up on HTTP, and calls everything else it does not know an error.
        await using var server = new MockServer(async (server, stream, stop) =>
        {
            var asked = await server.ReadAsync(stream, stop);
            if (!asked.StartsWith("GET ", StringComparison.Ordinal))
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(asked == "version\r\n" ? "VERSION 1.6.18\r\n" : "ERROR\r\n"), stop);
            }
        });
        var found = await DetectAsync(server, Asking);
        Assert.Equal(("memcached", ServiceEvidence.Handshake, "1.6.18"), (found.Name, found.Evidence, found.Version));
    }

    [Fact]
    public async Task What_comes_back_unchanged_is_an_echo()
    {
        await using var server = MockServer.Speaking("", static text => text);
        Assert.Equal(("echo", ServiceEvidence.Handshake), await DetectAsync(server, Asking with { Quiet = TimeSpan.FromMilliseconds(100) }) is var found ? (found.Name, found.Evidence) : default);
    }

    [Fact]
    public async Task Inside_tls_the_certificate_and_the_service_are_told()
    {
        await using var server = new MockServer(static async (server, stream, stop) =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificates.Localhost, ApplicationProtocols = [SslApplicationProtocol.Http11] }, stop);
            await server.ReadAsync(tls, stop);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nServer: inside/1.0\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop);
        });
        var found = await DetectAsync(server, Asking with { Quiet = TimeSpan.FromSeconds(5) });
        Assert.Equal(("http", true, "inside"), (found.Name, found.IsTls, found.Product));
        Assert.Equal("CN=localhost", found.Facts["certificate-subject"]);
        Assert.Equal("CN=localhost", found.Facts["certificate-issuer"]);
        Assert.Equal("localhost, 127.0.0.1", found.Facts["certificate-names"]);
        Assert.Equal("yes", found.Facts["certificate-self-signed"]);
        Assert.Equal("http/1.1", found.Facts["tls-alpn"]);
        Assert.Equal(Certificates.Localhost.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256), found.Facts["certificate-sha256"], ignoreCase: true);
        Assert.Contains("certificate of localhost until", found.Info);
    }

    [Fact]
    public async Task Tls_that_refuses_us_is_still_told_to_be_tls()
    {
        await using var server = new MockServer(static async (server, stream, stop) =>
        {
            if ((await server.ReadAsync(stream, stop)).StartsWith('\x16'))
            {
                await stream.WriteAsync(new byte[] { 21, 3, 1, 0, 2, 2, 70 }, stop);
            }
        });
        var found = await DetectAsync(server, Asking);
        Assert.Equal("tls", found.Name);
        Assert.Equal("protocol_version", found.Facts["tls-alert"]);
    }

    [Theory]
    [InlineData(9100)]
    [InlineData(9107)]
    [InlineData(502)]
    public async Task Nothing_is_sent_to_printers_and_controllers(int port)
    {
        // Nobody has the address in a test network; a connection would take its time to fail.
        var found = await new ServiceDetector(Patient).DetectAsync(new IPEndPoint(IPAddress.Parse("192.0.2.1"), port), ScanMethod.Connect, null, CancellationToken.None);
        Assert.Equal(ServiceEvidence.Port, found.Evidence);
        Assert.StartsWith("not asked", found.Info);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_asked_a_bounded_number_of_times()
    {
        await using var server = new MockServer(static async (server, stream, stop) =>
        {
            while (await server.ReadAsync(stream, stop) is { Length: > 0 })
            {
            }
        });
        var found = await DetectAsync(server, Short with { MostConnections = 4 });
        Assert.Equal(("unknown", ServiceEvidence.Port), (found.Name, found.Evidence));
        Assert.InRange(server.Connections, 1, 4);
    }

    [Fact]
    public async Task The_time_for_a_port_is_an_end_whatever_the_server_does()
    {
        await using var server = new MockServer(static (server, stream, stop) => Task.Delay(Timeout.Infinite, stop));
        var found = await DetectAsync(server, Patient with { Time = TimeSpan.FromMilliseconds(100) }).Soon();
        Assert.Equal(ServiceEvidence.Port, found.Evidence);
    }

    [Fact]
    public async Task A_stop_by_the_caller_is_no_finding()
    {
        await using var server = new MockServer(static (server, stream, stop) => Task.Delay(Timeout.Infinite, stop));
        using var stop = new CancellationTokenSource();
        var detecting = new ServiceDetector(Patient).DetectAsync(server.EndPoint, ScanMethod.Connect, null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => detecting).Soon();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n<title>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("\x16\x03\x03\x40\x00garbage")]
    [InlineData("220-\r\n")]
    [InlineData("\0\0\0\0")]
    public async Task A_server_that_never_stops_talking_is_heard_up_to_the_bound(string piece)
    {
        var sent = 0L;
        await using var server = new MockServer(async (server, stream, stop) =>
        {
            var block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(piece, (65_536 / piece.Length) + 1)));
            while (true)
            {
                await stream.WriteAsync(block, stop);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        var found = await DetectAsync(server, Patient).Soon();
        Assert.All(found.Facts.Values.Append(found.Info ?? ""), static text => Assert.False(text.Length > 400 || text.Any(char.IsControl)));
        // What was read and what fits the buffers of both ends, on as many connections as there may be.
        Assert.InRange(server.Connections, 1, Patient.MostConnections);
    }

    [Fact]
    public async Task A_server_that_drips_is_not_waited_for_without_end()
    {
        await using var server = new MockServer(static async (server, stream, stop) =>
        {
            while (true)
            {
                await stream.WriteAsync("-"u8.ToArray(), stop);
                await Task.Delay(5, stop);
            }
        });
        var found = await DetectAsync(server, Short).Soon();
        Assert.Equal(ServiceEvidence.Port, found.Evidence);
        Assert.StartsWith("-", found.Facts["banner"]);
    }

    [Fact]
    public async Task A_server_that_resets_everybody_is_told_by_its_port_alone()
    {
        await using var server = new MockServer(static (server, stream, stop) =>
        {
            ((NetworkStream)stream).Socket.LingerState = new LingerOption(true, 0);
            return Task.CompletedTask;
        });
        var found = await DetectAsync(server, Short);
        Assert.Equal(("unknown", ServiceEvidence.Port), (found.Name, found.Evidence));
    }

    [Fact]
    public async Task Unknown_words_are_shown_and_not_interpreted()
    {
        await using var server = MockServer.Speaking("ZORK \e[31m ready\r\n", static _ => null);
        var found = await DetectAsync(server, Short with { Listening = TimeSpan.FromSeconds(60), Quiet = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(("unknown", ServiceEvidence.Port), (found.Name, found.Evidence));
        Assert.Equal("ZORK \\x1b[31m ready\\r\\n", found.Facts["banner"]);
    }

    [Fact]
    public async Task A_closed_port_and_a_name_with_control_characters_do_no_harm()
    {
        IPEndPoint closed;
        await using (var server = MockServer.Speaking("", static _ => null))
        {
            closed = server.EndPoint;
        }

        var found = await new ServiceDetector(Short).DetectAsync(closed, ScanMethod.Connect, "a\r\nX: y", CancellationToken.None);
        Assert.Equal(ServiceEvidence.Port, found.Evidence);
    }

    [Fact]
    public async Task A_name_cannot_add_fields_to_the_request()
    {
        await using var server = MockServer.Speaking("", static _ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await DetectAsync(server, Asking, "evil\r\nX-Added: yes");
        Assert.DoesNotContain("X-Added", server.Received);
        Assert.Contains("Host: 127.0.0.1:", server.Received);
    }

    [Fact]
    public async Task Over_udp_the_answer_to_the_right_question_is_proof()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var detecting = new ServiceDetector(Patient).DetectAsync((IPEndPoint)server.LocalEndPoint!, ScanMethod.Udp, null, CancellationToken.None);
        var buffer = new byte[2000];
        var asked = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0)).Soon();
        Assert.Equal(ServiceRequests.Dns.ToArray(), buffer[..asked.ReceivedBytes]);
        await server.SendToAsync(ServiceSamples.Udp.First().Answer, asked.RemoteEndPoint);
        var found = await detecting.Soon();
        Assert.Equal(("domain", ServiceEvidence.Handshake, "dnsmasq"), (found.Name, found.Evidence, found.Product));
    }
}
