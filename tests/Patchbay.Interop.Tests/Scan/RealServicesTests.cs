using System.Net;
using System.Xml.Linq;
using Patchbay.Interop.Tests.Transfer;
using Patchbay.Probing;

namespace Patchbay.Interop.Tests.Scan;

/// <summary>What real servers are told to be, on ports that are no hint.</summary>
public class RealServicesTests
{
    // A loaded machine may take its time; each of these servers answers something.
    static readonly ServiceDetectorOptions Patient = new() { Time = TimeSpan.FromSeconds(200), Listening = TimeSpan.FromMilliseconds(300), Answering = TimeSpan.FromSeconds(5), Connecting = TimeSpan.FromSeconds(20) };

    static Task<ServiceFinding> DetectAsync(int port) => new ServiceDetector(Patient).DetectAsync(new IPEndPoint(IPAddress.Loopback, port), ScanMethod.Connect, "localhost", CancellationToken.None);

    static void IsProven(string name, ServiceFinding found) => Assert.Equal((name, ServiceEvidence.Handshake), (found.Name, found.Evidence));

    [NeedsFact("linux", "root", "sshd", "ssh-keygen")]
    public async Task OpenSSH_is_known_by_its_key_exchange()
    {
        await using var servers = RealServers.None();
        var found = await DetectAsync(await servers.SshAsync());
        IsProven("ssh", found);
        Assert.Equal("OpenSSH", found.Product);
        Assert.Equal("ssh-ed25519", found.Facts["host-key-algorithms"]);
        Assert.Contains("curve25519-sha256", found.Facts["kex-algorithms"]);
    }

    [NeedsFact("linux", "redis-server")]
    public async Task Redis_tells_its_version()
    {
        await using var servers = RealServers.None();
        var found = await DetectAsync(await servers.RedisAsync());
        IsProven("redis", found);
        Assert.Equal(("Redis", "standalone", "none"), (found.Product, found.Facts["mode"], found.Facts["authentication"]));
        Assert.Matches(@"^\d+\.\d+\.\d+$", found.Version!);
    }

    [NeedsFact("linux", "root", "memcached")]
    public async Task Memcached_tells_its_version()
    {
        await using var servers = RealServers.None();
        var found = await DetectAsync(await servers.MemcachedAsync());
        IsProven("memcached", found);
        Assert.Matches(@"^\d+\.\d+", found.Version!);
    }

    [NeedsFact("linux", "openssl")]
    public async Task The_page_inside_openssls_tls_is_found()
    {
        await using var servers = RealServers.None();
        var found = await DetectAsync(await servers.OpensslAsync());
        IsProven("http", found);
        Assert.True(found.IsTls);
        Assert.Equal(("TLS 1.2", "CN=localhost"), (found.Facts["tls-version"], found.Facts["certificate-subject"]));
    }

    [NeedsFact("linux", "nginx")]
    public async Task Nginx_tells_its_title_its_redirect_and_that_it_speaks_http_2()
    {
        await using var server = await NginxServer.StartAsync();
        File.WriteAllText(Path.Combine(server.Root, "index.html"), "<!doctype html><title>Parts &amp; stock</title>");
        var plain = await DetectAsync(server.Port);
        IsProven("http", plain);
        Assert.Equal(("nginx", "Parts & stock", false), (plain.Product, plain.Facts["title"], plain.IsTls));

        var tls = await DetectAsync(server.TlsPort);
        IsProven("http", tls);
        Assert.Equal(("nginx", "h2", true), (tls.Product, tls.Facts["tls-alpn"], tls.IsTls));
        Assert.Equal("CN=localhost", tls.Facts["certificate-subject"]);
    }

    [NeedsFact("linux", "root", "vsftpd")]
    public async Task Vsftpd_is_ftp_and_not_smtp()
    {
        await using var server = await FtpServer.StartAsync(FtpServerKind.Vsftpd);
        var found = await DetectAsync(server.Port);
        IsProven("ftp", found);
        Assert.Equal("vsFTPd", found.Product);
    }

    [NeedsFact("linux")]
    public async Task Our_own_services_are_told()
    {
        string[] names = ["echo", "daytime", "chargen", "chat", "files", "rpc", "web"];
        var (node, ready) = await PatchbayProcess.UpAsync([.. names, .. names.SelectMany(static name => new[] { "--set", $"{name}.listen=127.0.0.1:0" })]);
        await using (node)
        {
            foreach (var (service, protocol) in new[] { ("echo", "echo"), ("daytime", "daytime"), ("chargen", "chargen"), ("chat", "irc"), ("files", "ftp"), ("rpc", "json-rpc"), ("web", "http") })
            {
                var found = await DetectAsync(PatchbayProcess.PortOf(ready, service));
                Assert.Equal((service, protocol), (service, found.Name));
                Assert.True(found.Evidence > ServiceEvidence.Port, service);
            }
        }
    }

    [NeedsFact("linux", "root", "slow", "nmap", "redis-server", "memcached", "sshd", "openssl", "nginx", "vsftpd")]
    public async Task Nmap_gives_each_the_same_name()
    {
        await using var servers = RealServers.None();
        await using var nginx = await NginxServer.StartAsync();
        await using var ftp = await FtpServer.StartAsync(FtpServerKind.Vsftpd);
        int[] ports = [await servers.SshAsync(), await servers.RedisAsync(), await servers.MemcachedAsync(), await servers.OpensslAsync(), nginx.Port, nginx.TlsPort, ftp.Port];
        await using var nmap = ChildProcess.Start("nmap", ["-n", "-Pn", "-sT", "-sV", "-oX", "-", "-p", string.Join(',', ports), "127.0.0.1"]);
        Assert.True(await nmap.FinishAsync() == 0, nmap.Error);
        foreach (var port in XDocument.Parse(nmap.Output).Descendants("port"))
        {
            var service = port.Element("service")!;
            var found = await DetectAsync((int)port.Attribute("portid")!);
            Assert.Equal(((string)service.Attribute("name")!, (string?)service.Attribute("tunnel") == "ssl"), (found.Name, found.IsTls));
        }
    }
}
