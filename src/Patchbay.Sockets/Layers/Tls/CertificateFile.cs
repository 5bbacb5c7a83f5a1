using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>Reads certificates and keys from files, and says in words why one cannot be read.</summary>
internal static class CertificateFile
{
    // A chain with its key has a few KiB, the list of every public issuer some 200.
    const int MostBytes = 4 * 1024 * 1024;

    /// <summary>A certificate with its key and the intermediate certificates beside it.</summary>
    /// <param name="path">PEM (the certificate first, then its issuers), or PKCS #12 without a password.</param>
    /// <param name="keyPath">PEM; null when the key is in <paramref name="path"/>.</param>
    /// <exception cref="LayerException">A file cannot be used.</exception>
    public static SslStreamCertificateContext ReadWithKey(string path, string? keyPath)
    {
        var bytes = ReadBytes(path);
        if (!IsPem(bytes) && keyPath is null)
        {
            return ReadPkcs12(path, bytes);
        }

        var all = ReadAuthorities(path, bytes);
        var keyText = keyPath is null ? Encoding.ASCII.GetString(bytes) : Encoding.ASCII.GetString(ReadBytes(keyPath));
        return Contextualize(WithKey(path, all[0], keyPath ?? path, keyText), [.. all.Skip(1)]);
    }

    /// <summary>Certificates that are to be trusted.</summary>
    /// <param name="path">One or more in PEM, or one in DER.</param>
    /// <exception cref="LayerException">The file cannot be used.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path) => ReadAuthorities(path, ReadBytes(path));

    /// <summary>A certificate that SslStream can use, with what it sends beside it.</summary>
    public static SslStreamCertificateContext Contextualize(X509Certificate2 certificate, X509Certificate2Collection issuers)
    {
        if (OperatingSystem.IsWindows())
        {
            // Schannel takes no key that lives in memory only.
            certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }

        return SslStreamCertificateContext.Create(certificate, issuers, offline: true);
    }

    static X509Certificate2Collection ReadAuthorities(string path, byte[] bytes)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            if (IsPem(bytes))
            {
                certificates.ImportFromPem(Encoding.ASCII.GetString(bytes));
            }
            else
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
            }
        }
        catch (CryptographicException error)
        {
            throw Unusable($"{path} holds no certificate that can be read", "Certificates are read in PEM (-----BEGIN CERTIFICATE-----).", error);
        }

        return certificates.Count > 0 ? certificates : throw Unusable($"{path} holds no certificate", "A PEM file with one has a line -----BEGIN CERTIFICATE-----.");
    }

    static X509Certificate2 WithKey(string path, X509Certificate2 certificate, string keyPath, string keyText)
    {
        if (keyText.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal) || keyText.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw Unusable($"the key in {keyPath} is encrypted", "Keys are read without a password: openssl pkey -in FILE -out PLAIN; give PLAIN the mode 600.");
        }

        if (!keyText.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw Unusable(keyPath == path ? $"{path} holds a certificate and no key" : $"{keyPath} holds no private key", "The address option key=FILE says where the key is, in PEM.");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), keyText);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw IsKey(keyText)
                ? Unusable($"the key in {keyPath} does not belong to the certificate in {path}", "Certificate and key are made together; the first certificate of the file is the one meant.", error)
                : Unusable($"the key in {keyPath} cannot be read", "Keys are read in PEM: RSA, EC, or PKCS #8.", error);
        }
    }

    static bool IsKey(string text) => CanImport(RSA.Create(), text) || CanImport(ECDsa.Create(), text);

    static bool CanImport(AsymmetricAlgorithm algorithm, string text)
    {
        using (algorithm)
        {
            try
            {
                algorithm.ImportFromPem(text);
                return true;
            }
            catch (Exception error) when (error is CryptographicException or ArgumentException)
            {
                return false;
            }
        }
    }

    static SslStreamCertificateContext ReadPkcs12(string path, byte[] bytes)
    {
        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(bytes, null, OperatingSystem.IsWindows() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet);
            var own = all.FirstOrDefault(static certificate => certificate.HasPrivateKey)
                ?? throw Unusable($"{path} holds a certificate and no key", "The address option key=FILE says where the key is, in PEM.");
            return SslStreamCertificateContext.Create(own, [.. all.Where(certificate => certificate != own)], offline: true);
        }
        catch (CryptographicException error)
        {
            throw Unusable($"{path} is neither PEM nor PKCS #12 without a password", "openssl pkcs12 -in FILE -nodes -out PLAIN makes PEM of it; give PLAIN the mode 600.", error);
        }
    }

    static byte[] ReadBytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.CanSeek && file.Length > MostBytes)
            {
                throw Unusable($"{path} is no certificate: it has {file.Length} bytes", "Certificates are read in PEM (-----BEGIN CERTIFICATE-----).");
            }

            // A pipe, as a shell's <(…) gives one, has no length; a file may grow meanwhile.
            var bytes = new byte[(file.CanSeek && file.Length > 0 ? (int)file.Length : MostBytes) + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length < bytes.Length ? bytes[..length] : throw Unusable($"{path} is no certificate: it has no end, or is just being written", "");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unusable($"there is no file {path}", "cert, key, ca and client-ca take the path of a file.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw Unusable(Directory.Exists(path) ? $"{path} is a directory" : $"{path} may not be read by this user", "cert, key, ca and client-ca take the path of a file.", error);
        }
        catch (IOException error) when (error is not LayerException)
        {
            throw Unusable($"{path} cannot be read: {error.Message.TrimEnd('.')}", "", error);
        }
    }

    static bool IsPem(ReadOnlySpan<byte> bytes) => bytes.IndexOf("-----BEGIN "u8) >= 0;

    static LayerException Unusable(string message, string hint, Exception? cause = null) => new(LayerFailure.Configuration, message, hint, cause);
}
