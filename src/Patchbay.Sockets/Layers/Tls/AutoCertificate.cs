using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Patchbay.Sockets;

/// <summary>
/// The self-signed certificate of <c>cert=auto</c>: made once, kept in the data directory, renewed when it nears its end, also while it is in use.
/// <c>tls/self-signed.pem</c> holds it with its key (mode 0600), <c>tls/certificate.pem</c> alone, for clients. Thread-safe.
/// </summary>
internal sealed class AutoCertificate
{
    // What Apple's clients take at most from an issuer of one's own.
    static readonly TimeSpan Life = TimeSpan.FromDays(825);
    static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(30);

    // Clocks of other machines may be behind.
    static readonly TimeSpan Earlier = TimeSpan.FromHours(1);
    static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string? _folder;
    readonly TimeProvider _clock;
    readonly Lock _renewal = new();
    SslStreamCertificateContext _current;

    /// <param name="dataDirectory">Where it is kept; null for one that this process alone knows.</param>
    /// <param name="clock">Says when it must be renewed.</param>
    /// <exception cref="LayerException">The directory cannot be written.</exception>
    public AutoCertificate(string? dataDirectory, TimeProvider clock)
    {
        _folder = dataDirectory is null ? null : FolderOf(dataDirectory);
        _clock = clock;
        _current = Obtain();
    }

    /// <summary>The certificate to show now.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            if (IsFresh(_current.TargetCertificate))
            {
                return _current;
            }

            lock (_renewal)
            {
                try
                {
                    return IsFresh(_current.TargetCertificate) ? _current : _current = Obtain();
                }
                catch (LayerException) when (_current.TargetCertificate.NotAfter.ToUniversalTime() > _clock.GetUtcNow().UtcDateTime)
                {
                    // The directory cannot be written now; the old one still serves, and the next handshake tries again.
                    return _current;
                }
            }
        }
    }

    /// <summary>What <c>ca=auto</c> trusts: the certificate that a listener of this data directory shows.</summary>
    /// <exception cref="LayerException">There is none.</exception>
    public static X509Certificate2Collection ReadTrusted(string? dataDirectory)
    {
        var path = dataDirectory is null ? null : Path.Combine(FolderOf(dataDirectory), "certificate.pem");
        return path is not null && File.Exists(path) ? CertificateFile.ReadAuthorities(path)
            : throw new LayerException(LayerFailure.Configuration, path is null ? "ca=auto needs a data directory" : $"ca=auto finds no certificate of this user's: there is no file {path}",
                "A listener with cert=auto makes it; for one with another data directory write pin=sha256:… or ca=FILE.");
    }

    static string FolderOf(string dataDirectory) => Path.Combine(dataDirectory, "tls");

    bool IsFresh(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime() - _clock.GetUtcNow().UtcDateTime > RenewedBefore;

    SslStreamCertificateContext Obtain()
    {
        if (_folder is null)
        {
            return CertificateFile.Contextualize(Make(), []);
        }

        try
        {
            CreateFolder(_folder);
            using var only = LockFolder(_folder);
            var path = Path.Combine(_folder, "self-signed.pem");
            if (Read(path) is { } kept && IsFresh(kept.TargetCertificate))
            {
                return kept;
            }

            using var made = Make();
            using var key = made.GetECDsaPrivateKey()!;
            Write(path, $"{key.ExportPkcs8PrivateKeyPem()}\n{made.ExportCertificatePem()}\n", OwnerOnly);
            Write(Path.Combine(_folder, "certificate.pem"), made.ExportCertificatePem() + "\n", OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            return CertificateFile.ReadWithKey(path, null);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException and not LayerException)
        {
            throw new LayerException(LayerFailure.Configuration, $"cert=auto cannot keep its certificate in {_folder}: {error.Message.TrimEnd('.')}", "Choose another data directory, or give cert=FILE and key=FILE.", error);
        }
    }

    static SslStreamCertificateContext? Read(string path)
    {
        try
        {
            return File.Exists(path) ? CertificateFile.ReadWithKey(path, null) : null;
        }
        catch (LayerException)
        {
            // Damaged: the file is ours, so it is made again.
            return null;
        }
    }

    X509Certificate2 Make()
    {
        var now = _clock.GetUtcNow();
        var host = Dns.GetHostName();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN=\"patchbay on {host.Replace("\"", "", StringComparison.Ordinal)}\""), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (host != "localhost" && host.Length <= 253 && host.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            names.AddDnsName(host);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.CreateSelfSigned(now - Earlier, now + Life);
    }

    static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Two programs that start at once must not make two certificates: the second waits and finds the first one's.</summary>
    static FileStream LockFolder(string folder)
    {
        for (var start = Environment.TickCount64; ;)
        {
            try
            {
                return new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (Environment.TickCount64 - start < LockPatience.TotalMilliseconds)
            {
                Thread.Sleep(20);
            }
        }
    }

    /// <summary>In one step: whoever reads sees the old file or the new one, and the key is at no moment open to others.</summary>
    static void Write(string path, string text, UnixFileMode mode)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(temporary, Encoding.ASCII, options))
        {
            writer.Write(text);
            writer.Flush();
            ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
