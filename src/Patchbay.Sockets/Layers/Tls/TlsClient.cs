using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Patchbay.Sockets;

/// <summary>The client's side of TLS for one address. Thread-safe: one serves many connections.</summary>
internal sealed class TlsClient
{
    /// <summary>The peer in messages: <c>db:443</c>. Null: its remote end point.</summary>
    public string? PeerName { get; init; }

    /// <summary>The name that is asked for (SNI, unless it is an IP address) and that the certificate must have; empty where none can be known.</summary>
    public required string TargetHost { get; init; }

    public PeerTrust Trust { get; init; } = PeerTrust.System;

    /// <summary>What we show to a server that demands a certificate.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    public List<SslApplicationProtocol>? ApplicationProtocols { get; init; }

    public bool AllowsTruncation { get; init; }

    /// <summary>
    /// Later connections resume the session of earlier ones, kept under this name of <see cref="TlsSessionName"/>; null: none does. SslStream keeps no sessions
    /// where it may have to ask for a certificate, so without one of ours a server that demands one is told less well.
    /// </summary>
    public string? SessionName { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public async ValueTask<ConnectionContext> HandshakeAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        var transport = new TlsTransport(inner);
        var words = WordsFor(inner, transport);
        var options = CreateOptions(inner, words);
        return await TlsLayer.HandshakeAsync(inner, transport, words, AllowsTruncation, Clock, (tls, token) => tls.AuthenticateAsClientAsync(options, token), cancellationToken);
    }

    /// <summary>The handshake for who insists on an <see cref="SslStream"/>: HttpClient. The stream owns the connection.</summary>
    public async ValueTask<SslStream> OpenStreamAsync(ConnectionContext inner, CancellationToken cancellationToken)
    {
        var transport = new TlsTransport(inner, isWholeStream: true);
        var words = WordsFor(inner, transport);
        var options = CreateOptions(inner, words);
        return await TlsLayer.AuthenticateAsync(inner, transport, words, (tls, token) => tls.AuthenticateAsClientAsync(options, token), cancellationToken);
    }

    TlsWords WordsFor(ConnectionContext inner, TlsTransport transport) => new(PeerName ?? TlsLayer.NameOf(inner), isServer: false, Certificate is not null, transport);

    SslClientAuthenticationOptions CreateOptions(ConnectionContext inner, TlsWords words)
    {
        var certificates = new CertificateWords(PeerName ?? TlsLayer.NameOf(inner), TargetHost, Clock);
        return new SslClientAuthenticationOptions
        {
            TargetHost = SessionName ?? TargetHost,
            ApplicationProtocols = ApplicationProtocols,
            ClientCertificateContext = Certificate,
            LocalCertificateSelectionCallback = Certificate is not null || SessionName is not null ? null : (_, _, _, remote, _) =>
            {
                // Asked once before the handshake, and again when the server wants a certificate.
                words.IsCertificateAsked |= remote is not null;
                return null!;
            },
            EnabledSslProtocols = Protocols,
            CertificateChainPolicy = Trust.CreatePolicy(Clock),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                words.Verdict = Trust.Judge(certificates, certificate as X509Certificate2, chain, SessionName is null ? errors : WithTrueName(errors, certificate as X509Certificate2));
                return words.Verdict is null;
            },
        };
    }

    /// <summary>SslStream has compared the certificate with the session's name.</summary>
    SslPolicyErrors WithTrueName(SslPolicyErrors errors, X509Certificate2? certificate)
    {
        errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        return certificate is null || certificate.MatchesHostname(TargetHost) ? errors : errors | SslPolicyErrors.RemoteCertificateNameMismatch;
    }
}
