using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Probing;

/// <summary>What a TLS handshake told: the version, the protocol inside, and whose certificate it is until when.</summary>
sealed class TlsFacts
{
    const int MostNames = 20;

    readonly List<(string Name, string? Value)> _facts = [];

    /// <summary>The protocol that ALPN chose; empty when the server chose none.</summary>
    public string Protocol { get; private init; } = "";

    /// <summary>The certificate in short.</summary>
    public string? Certificate { get; private init; }

    /// <summary>A client that takes any certificate, and fetches nothing to judge it.</summary>
    public static SslClientAuthenticationOptions Options(string? name, List<SslApplicationProtocol> protocols) => new()
    {
        TargetHost = name ?? "",
        ApplicationProtocols = protocols.Count == 0 ? null : protocols,
#pragma warning disable CA5359 // Asked is who is there, whoever it is; nothing is sent that anybody may not read.
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck, VerificationFlags = X509VerificationFlags.AllFlags },
    };

    /// <summary>Reads an authenticated stream.</summary>
    public static TlsFacts Of(SslStream tls)
    {
        using var certificate = tls.RemoteCertificate is null ? null : X509CertificateLoader.LoadCertificate(tls.RemoteCertificate.GetRawCertData());
        var subject = certificate is null ? null : NameOf(certificate.SubjectName);
        var until = certificate?.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var facts = new TlsFacts { Protocol = tls.NegotiatedApplicationProtocol.ToString(), Certificate = certificate is null ? null : $"certificate of {subject} until {until}" };
        facts._facts.AddRange(
        [
            ("tls-version", Version(tls.SslProtocol)), ("tls-cipher", tls.NegotiatedCipherSuite.ToString()), ("tls-alpn", facts.Protocol),
        ]);
        if (certificate is not null)
        {
            var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(static extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(static address => address.ToString())));
            facts._facts.AddRange(
            [
                ("certificate-subject", certificate.Subject), ("certificate-issuer", certificate.Issuer), ("certificate-names", string.Join(", ", names.Take(MostNames))),
                ("certificate-not-before", certificate.NotBefore.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
                ("certificate-not-after", certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
                ("certificate-sha256", certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()),
                ("certificate-self-signed", certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? "yes" : "no"),
            ]);
        }

        return facts;
    }

    /// <summary>Adds itself to what was found inside.</summary>
    public ServiceFinding Complete(ServiceFinding inside)
    {
        var own = new Recognition("tls", ServiceEvidence.Handshake);
        foreach (var (name, value) in _facts)
        {
            own.Fact(name, value);
        }

        own.Says(Certificate);
        var facts = new SortedDictionary<string, string>(inside.Facts.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in own.Finding().Facts)
        {
            facts[name] = value;
        }

        var info = inside.Info is null ? own.Info : own.Info is null ? inside.Info : $"{inside.Info}; {own.Info}";
        return inside with { IsTls = true, Info = info, Facts = facts };
    }

    static string NameOf(X500DistinguishedName name)
    {
        // The common name where there is one; parts that are no plain text are skipped.
        foreach (var part in name.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.3" && part.GetSingleElementValue() is { Length: > 0 } common)
            {
                return common;
            }
        }

        return name.Name.Length > 0 ? name.Name : "nobody";
    }

#pragma warning disable SYSLIB0039, CA5397 // Old versions are named, not offered.
    static string Version(SslProtocols version) => version switch
    {
        SslProtocols.Tls => "TLS 1.0",
        SslProtocols.Tls11 => "TLS 1.1",
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        _ => version.ToString(),
    };
#pragma warning restore SYSLIB0039, CA5397
}
