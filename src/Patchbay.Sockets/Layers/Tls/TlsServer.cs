using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>The server's side of TLS for one address. Thread-safe: one serves many connections.</summary>
internal sealed class TlsServer
{
    /// <summary>What we show, asked for at each handshake.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>SslStream's own options in place of everything else here; null: they are made of it.</summary>
    public SslServerAuthenticationOptions? Options { get; init; }

    /// <summary>Whose client certificates are taken; null: none is asked for.</summary>
    public PeerTrust? ClientTrust { get; init; }

    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    public List<SslApplicationProtocol>? ApplicationProtocols { get; init; }

    public bool AllowsTruncation { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public async ValueTask<ConnectionContext> HandshakeAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        var peer = TlsLayer.NameOf(inner);
        var transport = new TlsTransport(inner);
        var words = new TlsWords(peer, isServer: true, hasCertificate: true, transport);
        var options = Options ?? CreateOptions(peer, words);
        return await TlsLayer.HandshakeAsync(inner, transport, words, AllowsTruncation, Clock, (tls, token) => tls.AuthenticateAsServerAsync(options, token), cancellationToken);
    }

    SslServerAuthenticationOptions CreateOptions(string peer, TlsWords words)
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = Certificate?.Invoke(),
            ApplicationProtocols = ApplicationProtocols,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false,
        };
        if (ClientTrust is not null)
        {
            var certificates = new CertificateWords(peer, name: null, Clock);
            options.ClientCertificateRequired = true;
            options.CertificateChainPolicy = ClientTrust.CreatePolicy(Clock);
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                words.Verdict = ClientTrust.Judge(certificates, certificate as X509Certificate2, chain, errors);
                return words.Verdict is null;
            };
        }

        return options;
    }
}
