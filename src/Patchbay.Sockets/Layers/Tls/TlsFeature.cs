using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Patchbay.Sockets;

/// <summary>What a finished handshake agreed on, as ASP.NET Core asks for it. On a client, the certificate is our own.</summary>
internal sealed class TlsFeature(SslStream tls) : ITlsConnectionFeature, ITlsHandshakeFeature, ITlsApplicationProtocolFeature
{
    X509Certificate2? _clientCertificate = (tls.IsServer ? tls.RemoteCertificate : tls.LocalCertificate) as X509Certificate2;

    public X509Certificate2? ClientCertificate
    {
        get => _clientCertificate;
        set => _clientCertificate = value;
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(_clientCertificate);

    /// <summary>The other side's certificate, whether it was trusted or not.</summary>
    public X509Certificate2? RemoteCertificate { get; } = tls.RemoteCertificate as X509Certificate2;

    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = tls.NegotiatedApplicationProtocol.Protocol;

    public SslProtocols Protocol { get; } = tls.SslProtocol;

    public TlsCipherSuite? NegotiatedCipherSuite { get; } = tls.NegotiatedCipherSuite;

    public string HostName { get; } = tls.TargetHostName;

#pragma warning disable SYSLIB0058 // ITlsHandshakeFeature demands them; NegotiatedCipherSuite says it better.
    public CipherAlgorithmType CipherAlgorithm { get; } = tls.CipherAlgorithm;

    public int CipherStrength { get; } = tls.CipherStrength;

    public HashAlgorithmType HashAlgorithm { get; } = tls.HashAlgorithm;

    public int HashStrength { get; } = tls.HashStrength;

    public ExchangeAlgorithmType KeyExchangeAlgorithm { get; } = tls.KeyExchangeAlgorithm;

    public int KeyExchangeStrength { get; } = tls.KeyExchangeStrength;
#pragma warning restore SYSLIB0058
}
