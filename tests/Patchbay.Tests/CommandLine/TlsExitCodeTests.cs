using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Tests.CommandLine;

/// <summary>What <c>connect tls:</c> ends with when the server is not what it should be.</summary>
public sealed class TlsExitCodeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Authority _authority = new();
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TlsExitCodeTests()
    {
        _folder.Write("ca.pem", _authority.Pem);
        _listener.Start();
    }

    int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Theory]
    [InlineData("localhost", -40, -10, "expired on ")]
    [InlineData("localhost", 10, 20, "is not valid before ")]
    [InlineData("other.example", -1, 20, "is for other.example, not for localhost")]
    public async Task A_certificate_that_is_not_valid_is_60(string name, int fromDays, int toDays, string message)
    {
        var run = await ConnectAsync(_authority.Issue(name, fromDays: fromDays, toDays: toDays));
        Check(run, ExitCode.Certificate, $"patchbay: the certificate of localhost:{Port} ", message);
    }

    [Fact]
    public async Task A_certificate_of_somebody_unknown_is_60() =>
        Check(await ConnectAsync(new Authority("Nobody").Issue()), ExitCode.Certificate, $"patchbay: the certificate of localhost:{Port} is from an issuer that is not trusted here: Nobody", "pin=sha256:");

    [Fact]
    public async Task A_certificate_in_order_is_0() => Assert.Equal(ExitCode.Done, (await ConnectAsync(_authority.Issue())).ExitCode);

    [Fact]
    public async Task A_server_without_TLS_is_35()
    {
        var serving = ServeAsync(static async stream => await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()));
        var run = await RunAsync();
        await serving;
        Check(run, ExitCode.TlsFailed, $"patchbay: localhost:{Port} speaks no TLS: it answered \"HTTP/1.1 400 Bad Request\"", "tcp:HOST:PORT");
    }

    [Fact]
    public async Task A_version_that_the_server_does_not_have_is_35()
    {
        var run = await ConnectAsync(_authority.Issue(), System.Security.Authentication.SslProtocols.Tls12, ",min=1.3");
        Check(run, ExitCode.TlsFailed, "patchbay: localhost:", "no TLS version in common");
    }

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Dispose();
    }

    static void Check(ProgramRun run, ExitCode code, string start, string part)
    {
        Assert.Equal(code, run.ExitCode);
        Assert.StartsWith(start, run.Error);
        Assert.Contains(part, run.Error);
        Assert.InRange(run.Error.TrimEnd('\n').Split('\n').Length, 1, 2);
    }

    async Task<ProgramRun> ConnectAsync(string certificateAndKey, System.Security.Authentication.SslProtocols protocols = default, string options = "")
    {
        using var certificate = X509Certificate2.CreateFromPem(certificateAndKey, certificateAndKey);
        var serving = ServeAsync(async stream =>
        {
            await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate, EnabledSslProtocols = protocols });
                await tls.ShutdownAsync();
            }
            catch (Exception error) when (error is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client does not want this server: what the test is about.
            }
        });
        var run = await RunAsync(options);
        await serving;
        return run;
    }

    Task<ProgramRun> RunAsync(string options = "") => ProgramRun.RunAsync("connect", $"tls:localhost:{Port},ca={_folder["ca.pem"]}{options}");

    async Task ServeAsync(Func<NetworkStream, Task> serve)
    {
        using var client = await _listener.AcceptTcpClientAsync().WaitAsync(ChildProcess.Limit);
        var stream = client.GetStream();
        await serve(stream).WaitAsync(ChildProcess.Limit);
        client.Client.Shutdown(SocketShutdown.Send);

        // Not closed with unread bytes: that would be a reset.
        await stream.CopyToAsync(Stream.Null).WaitAsync(ChildProcess.Limit);
    }
}
