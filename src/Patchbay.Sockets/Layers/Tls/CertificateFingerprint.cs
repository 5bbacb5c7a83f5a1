using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Sockets;

/// <summary>The SHA-256 of a certificate, as <c>openssl x509 -fingerprint -sha256</c> computes it, in the form <c>sha256:…</c> with 64 hexadecimal digits.</summary>
internal static class CertificateFingerprint
{
    const string Prefix = "sha256:";

    public static string Of(X509Certificate certificate) => Prefix + Convert.ToHexStringLower(SHA256.HashData(certificate.GetRawCertData()));

    /// <summary>Reads a fingerprint in either case, with or without colons between the bytes; null when it is none.</summary>
    public static string? Normalize(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var digits = text[Prefix.Length..].Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit) ? Prefix + digits : null;
    }
}
