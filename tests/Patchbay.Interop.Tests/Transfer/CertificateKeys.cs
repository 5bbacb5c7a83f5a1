using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Interop.Tests.Transfer;

static class CertificateKeys
{
    /// <summary>The key for servers that read files.</summary>
    public static string GetECDsaPrivateKeyPem(this X509Certificate2 certificate) => certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
}
