using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests;

/// <summary>openssl s_server as the other end of a client connection of each engine: TLS by SslStream over the connection's pipes.</summary>
public sealed partial class OpensslServerTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [NeedsTheory("openssl")]
    [InlineData(EngineKind.Sockets)]
    [InlineData(EngineKind.Uring)]
    [InlineData(EngineKind.UringPinned)]
    public async Task S_server_answers_over_TLS_and_both_ends_close(EngineKind kind)
    {
        using var folder = new TemporaryFolder();
        var certificate = folder.Write("certificate.pem", Certificates.Localhost.ExportCertificatePem());
        var key = folder.Write("key.pem", Certificates.Localhost.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());

        // -rev sends each line back, turned around.
        await using var server = ChildProcess.Start("openssl", ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-rev", "-naccept", "1"]);
        await server.OutputHas(static text => Accepting().IsMatch(text), "ACCEPT");
        var port = int.Parse(Accepting().Match(server.Output).Groups[1].Value, CultureInfo.InvariantCulture);

        await using var engine = SocketEngine.Create(kind);
        Assert.Equal(kind, engine.Kind);
        await using var connection = await engine.ConnectAsync(new DnsEndPoint("localhost", port)).AsTask().WaitAsync(Limit);
        await using (var tls = new SslStream(connection.AsStream()))
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = Certificates.IsLocalhost,
            }).WaitAsync(Limit);
            var lines = string.Concat(Enumerable.Range(10_000, 5_000).Select(static number => $"{number}\n"));
            var writing = tls.WriteAsync(Encoding.ASCII.GetBytes(lines)).AsTask();
            var answer = new byte[lines.Length];
            await tls.ReadExactlyAsync(answer).AsTask().WaitAsync(Limit);
            await writing.WaitAsync(Limit);
            var turned = lines.Split('\n').Select(static line => new string([.. line.Reverse()]));
            Assert.Equal(string.Join('\n', turned), Encoding.ASCII.GetString(answer));
            await tls.ShutdownAsync().WaitAsync(Limit);
        }

        await connection.DisposeAsync();
        await server.ExitAsync();
    }

    [GeneratedRegex(@"ACCEPT 127\.0\.0\.1:(\d+)")]
    private static partial Regex Accepting();
}
