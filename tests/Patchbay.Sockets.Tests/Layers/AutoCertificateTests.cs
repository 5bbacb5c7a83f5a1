using System.Security.Cryptography.X509Certificates;

namespace Patchbay.Sockets.Tests.Layers;

public sealed class AutoCertificateTests
{
    [Fact]
    public void It_is_made_once_and_kept_with_its_key_closed_to_others()
    {
        using var data = new TemporaryFolder();
        var first = new AutoCertificate(data.Path, TimeProvider.System).Current.TargetCertificate;
        var second = new AutoCertificate(data.Path, TimeProvider.System).Current.TargetCertificate;
        Assert.Equal(first.Thumbprint, second.Thumbprint);
        Assert.True(second.HasPrivateKey);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(data["tls/self-signed.pem"]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(data["tls/certificate.pem"]));
        Assert.Equal([".lock", "certificate.pem", "self-signed.pem"], Directory.GetFiles(data["tls"]).Select(Path.GetFileName).Order());
        var names = first.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Contains("localhost", names.EnumerateDnsNames());
        Assert.Equal(["127.0.0.1", "::1"], names.EnumerateIPAddresses().Select(static address => address.ToString()));
        Assert.Equal(first.Thumbprint, AutoCertificate.ReadTrusted(data.Path).Single().Thumbprint);
    }

    [Fact]
    public void It_is_renewed_when_it_nears_its_end_also_while_in_use()
    {
        using var data = new TemporaryFolder();
        var clock = new ManualTime();
        var certificate = new AutoCertificate(data.Path, clock);
        var first = certificate.Current.TargetCertificate;
        clock.Advance(TimeSpan.FromDays(794));
        Assert.Equal(first.Thumbprint, certificate.Current.TargetCertificate.Thumbprint);
        clock.Advance(TimeSpan.FromDays(2));
        var renewed = certificate.Current.TargetCertificate;
        Assert.NotEqual(first.Thumbprint, renewed.Thumbprint);
        Assert.Equal(renewed.Thumbprint, new AutoCertificate(data.Path, clock).Current.TargetCertificate.Thumbprint);
    }

    [Fact]
    public void A_damaged_file_is_made_again()
    {
        using var data = new TemporaryFolder();
        _ = new AutoCertificate(data.Path, TimeProvider.System);
        File.WriteAllText(data["tls/self-signed.pem"], "-----BEGIN CERT");
        Assert.True(new AutoCertificate(data.Path, TimeProvider.System).Current.TargetCertificate.HasPrivateKey);
    }

    [Fact]
    public async Task Programs_that_start_at_once_agree_on_one()
    {
        using var data = new TemporaryFolder();
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new AutoCertificate(data.Path, TimeProvider.System).Current.TargetCertificate.Thumbprint)));
        Assert.Single(made.Distinct());
    }

    [Fact]
    public void Where_nothing_can_be_kept_the_directory_and_the_reason_are_named()
    {
        using var data = new TemporaryFolder();
        data.Write("file", "");
        var error = Assert.Throws<LayerException>(() => new AutoCertificate(data["file"], TimeProvider.System));
        Assert.Equal(LayerFailure.Configuration, error.Failure);
        Assert.Contains(data["file"], error.Message);
    }

    [Fact]
    public void Without_a_certificate_ca_auto_says_who_makes_it()
    {
        using var data = new TemporaryFolder();
        Assert.Contains("cert=auto makes it", Assert.Throws<LayerException>(() => AutoCertificate.ReadTrusted(data.Path)).Hint);
    }
}
