namespace Patchbay.Interop.Tests.Kestrel;

/// <summary>The server's self-signed certificate as a file, for clients that are to trust exactly it.</summary>
sealed class CertificateFile : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public CertificateFile() => Path = _folder.Write("localhost.pem", Certificates.Localhost.ExportCertificatePem());

    public string Path { get; }

    public void Dispose() => _folder.Dispose();
}
