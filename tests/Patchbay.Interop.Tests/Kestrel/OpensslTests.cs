using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>TLS as another implementation speaks it, by hand.</summary>
[Collection(AloneCollection.Name)]
public sealed class OpensslTests
{
    [NeedsTheory("openssl"), Transports]
    public async Task S_client_gets_an_answer_and_the_end(Transport transport)
    {
        using var certificate = new CertificateFile();
        await using var server = await KestrelServer.StartAsync(transport, tls: true);
        // Kestrel ends with FIN alone, without close_notify: that is what the option excuses.
        foreach (var version in new[] { "-tls1_2", "-tls1_3" })
        {
            await using var client = Start(server, certificate, "-quiet", "-ignore_unexpected_eof", version);
            await client.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            Assert.True(await client.ExitAsync() == 0, client.Error);
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", client.Output);
            Assert.EndsWith("\r\n" + Routes.Hello + "\r\n0\r\n\r\n", client.Output);
        }
    }

    [NeedsTheory("openssl"), Transports]
    public async Task S_client_negotiates_what_the_server_speaks(Transport transport)
    {
        using var certificate = new CertificateFile();
        await using var server = await KestrelServer.StartAsync(transport, HttpProtocols.Http1AndHttp2, tls: true);
        await using var client = Start(server, certificate, "-alpn", "h2,http/1.1");
        await client.OutputHas(static text => text.Contains("ALPN protocol: h2", StringComparison.Ordinal), "the protocol");
        await client.OutputHas(static text => text.Contains("Verify return code: 0 (ok)", StringComparison.Ordinal), "the check");
        Assert.Equal(0, await client.FinishAsync());
    }

    static ChildProcess Start(KestrelServer server, CertificateFile certificate, params string[] arguments) => ChildProcess.Start(
        "openssl", ["s_client", "-connect", $"127.0.0.1:{server.Port}", "-servername", "localhost", "-CAfile", certificate.Path, "-verify_return_error", .. arguments]);
}
