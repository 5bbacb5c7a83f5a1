using System.Collections.Immutable;
using System.Text;

namespace Patchbay.Probing;

/// <summary>The protocols that the detector knows, in the order in which answers are compared and general questions asked.</summary>
static class ServiceProtocols
{
    /// <summary>Over TCP.</summary>
    public static ImmutableArray<ServiceProtocol> Tcp { get; } =
    [
        new("http", HttpAnswer.Recognize)
        {
            Request = static host => [.. ServiceRequests.Http(host)],
            IsWhole = HttpAnswer.IsWhole,
            IsGeneral = true,
            Ports = [80, 631, 2375, 3000, 3128, 5000, 5985, 7070, 8000, 8008, 8080, 8081, 8088, 8888, 9000, 9090, 9200],
            TlsPorts = [443, 4443, 5986, 8443, 9443],
        },
        Greets("ssh", SshAnswer.Recognize, "SSH-2.0-Patchbay\r\n", [22, 2022, 2222]),
        Greets("ftp", FtpAnswer.Recognize, "FEAT\r\n", [21, 2121], [990]) with { IsWhole = FtpAnswer.IsWhole },
        Greets("smtp", SmtpAnswer.Recognize, "EHLO patchbay.invalid\r\n", [25, 587, 1025, 2525], [465]) with { IsWhole = SmtpAnswer.IsWhole },
        Greets("pop3", MailboxAnswer.RecognizePop3, "CAPA\r\n", [110], [995]),
        Greets("imap", MailboxAnswer.RecognizeImap, "a1 CAPABILITY\r\n", [143], [993]),
        Greets("nntp", SmallAnswer.RecognizeNntp, "CAPABILITIES\r\n", [119], [563]),
        Greets("mysql", DatabaseAnswer.RecognizeMySql, null, [3306]),
        Greets("vnc", DesktopAnswer.RecognizeVnc, "RFB 003.008\n", [.. Enumerable.Range(5900, 10).Select(static port => (ushort)port)]),
        Greets("telnet", DesktopAnswer.RecognizeTelnet, null, [23, 2323]) with { Request = static _ => ServiceRequests.Telnet },
        Greets("rsync", SmallAnswer.RecognizeRsync, null, [873]),
        Greets("chargen", SmallAnswer.RecognizeChargen, null, [19, 7019]),
        Greets("daytime", SmallAnswer.RecognizeDaytime, null, [13, 7013]),
        new("line", static _ => null) { Request = static _ => ServiceRequests.Line, IsGeneral = true, Ports = [7, 7007] },
        Asked("json-rpc", JsonRpcAnswer.Recognize, ServiceRequests.JsonRpc, [4242]) with { IsGeneral = true },
        Asked("redis", StoreAnswer.RecognizeRedis, ServiceRequests.Text("PING\r\nINFO server\r\n"), [6379, 6380]) with { IsGeneral = true, IsWhole = StoreAnswer.IsWholeRedis },
        Asked("postgresql", DatabaseAnswer.RecognizePostgres, ServiceRequests.Postgres, [5432, 5433]) with { IsGeneral = true },
        Asked("irc", IrcAnswer.Recognize, ServiceRequests.Text("CAP LS 302\r\n"), [194, 6660, 6665, 6666, 6667, 6668, 6669, 7000]) with { TlsPorts = [6697] },
        Asked("memcached", StoreAnswer.RecognizeMemcached, ServiceRequests.Text("version\r\n"), [11211]),
        Asked("mqtt", MessagingAnswer.RecognizeMqtt, ServiceRequests.Mqtt, [1883]) with { TlsPorts = [8883] },
        Asked("amqp", MessagingAnswer.RecognizeAmqp, ServiceRequests.Amqp, [5672]) with { TlsPorts = [5671] },
        Asked("domain", DnsAnswer.RecognizeStream, ServiceRequests.DnsStream, [53, 5353]) with { TlsPorts = [853], IsWhole = DnsAnswer.IsWholeStream },
        Asked("ldap", LdapAnswer.Recognize, ServiceRequests.Ldap, [389, 3268]) with { TlsPorts = [636, 3269] },
        Asked("ms-wbt-server", DesktopAnswer.RecognizeRdp, ServiceRequests.Rdp, [3389]),
        Asked("socks", SmallAnswer.RecognizeSocks, ServiceRequests.Socks, [1080]),
        // Not asked by itself: the detector begins a handshake, and this reads the first bytes of what went wrong.
        new("tls", TlsAnswer.Recognize),
    ];

    /// <summary>Over UDP: the request of the port, else these in turn.</summary>
    public static ImmutableArray<ServiceProtocol> Udp { get; } =
    [
        Asked("domain", DnsAnswer.Recognize, ServiceRequests.Dns, [53, 5353]) with { IsGeneral = true },
        Asked("ntp", NtpAnswer.Recognize, ServiceRequests.Ntp, [123]) with { IsGeneral = true },
        Asked("snmp", SnmpAnswer.Recognize, ServiceRequests.Snmp, [161]) with { IsGeneral = true },
        Asked("stun", SmallAnswer.RecognizeStun, ServiceRequests.Stun, [3478]),
        Asked("patchbay-game", SmallAnswer.RecognizeGame, ServiceRequests.Game, [7777]),
        // One long line: no server may answer with more than it was sent.
        Asked("chargen", SmallAnswer.RecognizeChargenDatagram, [.. Encoding.ASCII.GetBytes(new string('.', 80))], [19, 7019]),
        Asked("daytime", SmallAnswer.RecognizeDaytime, [.. Encoding.ASCII.GetBytes(new string('.', 64))], [13, 7013]),
        new("line", static _ => null) { Request = static _ => ServiceRequests.Line, IsGeneral = true, Ports = [7, 7007] },
    ];

    static ServiceProtocol Greets(string name, ServiceRecognizer recognize, string? says, ImmutableArray<ushort> ports, ImmutableArray<ushort> tlsPorts = default)
    {
        var request = says is null ? default : ServiceRequests.Text(says);
        return new ServiceProtocol(name, recognize)
        {
            ServerSpeaksFirst = true,
            Request = says is null ? null : _ => request,
            Ports = ports,
            TlsPorts = tlsPorts.IsDefault ? [] : tlsPorts,
        };
    }

    static ServiceProtocol Asked(string name, ServiceRecognizer recognize, ImmutableArray<byte> request, ImmutableArray<ushort> ports) => new(name, recognize) { Request = _ => request, Ports = ports };
}
