using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Sockets;

/// <summary>Whose certificates are believed. Immutable; thread-safe.</summary>
internal sealed class PeerTrust
{
    readonly X509Certificate2Collection? _roots;
    readonly string? _pin;
    readonly bool _anyone;

    PeerTrust(X509Certificate2Collection? roots = null, string? pin = null, bool anyone = false) => (_roots, _pin, _anyone) = (roots, pin, anyone);

    /// <summary>The issuers that the machine trusts.</summary>
    public static PeerTrust System { get; } = new();

    /// <summary>Every certificate: nothing is verified.</summary>
    public static PeerTrust Anyone { get; } = new(anyone: true);

    /// <summary>These issuers and no others; a certificate that is itself one of them is trusted too.</summary>
    public static PeerTrust Roots(X509Certificate2Collection roots) => new(roots);

    /// <summary>The one certificate of this fingerprint, whatever it says.</summary>
    /// <param name="fingerprint">In the form of <see cref="CertificateFingerprint"/>.</param>
    public static PeerTrust Pinned(string fingerprint) => new(pin: fingerprint);

    /// <summary>How a chain is built: from what the peer sends and what is here. Nothing is fetched from the network, no revocation is asked for.</summary>
    public X509ChainPolicy CreatePolicy(TimeProvider clock)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTimeIgnored = false,
            VerificationTime = clock.GetUtcNow().UtcDateTime,
        };
        if (_roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_roots);
        }

        return policy;
    }

    /// <summary>What is wrong with a peer's certificate; null when nothing is.</summary>
    /// <param name="words">Says it.</param>
    /// <param name="certificate">The peer's, or null when it sent none.</param>
    /// <param name="chain">As built with <see cref="CreatePolicy"/>.</param>
    /// <param name="errors">What SslStream found.</param>
    public LayerException? Judge(CertificateWords words, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return words.Missing();
        }

        if (_anyone)
        {
            return null;
        }

        if (_pin is not null)
        {
            return CertificateFingerprint.Of(certificate) == _pin ? null : words.NotPinned(certificate);
        }

        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, one) => all | one.Status) ?? X509ChainStatusFlags.PartialChain;
        if (_roots is not null && _roots.Any(root => root.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))
        {
            status &= ~(X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain);
        }

        return words.Explain(certificate, chain, status, nameDiffers: errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch));
    }
}
