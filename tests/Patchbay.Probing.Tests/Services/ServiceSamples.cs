using System.Text;

namespace Patchbay.Probing.Tests.Services;

/// <summary>Answers as servers give them: recorded from real ones, or built after their specification.</summary>
static class ServiceSamples
{
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>What comes, then name, evidence, product and version; which protocol reads it.</summary>
    public static IEnumerable<(string Protocol, byte[] Answer, string Name, ServiceEvidence Evidence, string? Product, string? Version)> Tcp =>
    [
        ("http", Bytes("HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\nContent-Length: 52\r\n\r\n<html><head><title>Welcome</title></head></html>    "), "http", ServiceEvidence.Handshake, "nginx", "1.22.1"),
        ("http", Bytes("HTTP/1.0 404 Not Found\r\nServer: SimpleHTTP/0.6 Python/3.11.2\r\n\r\n"), "http", ServiceEvidence.Handshake, "SimpleHTTP", "0.6"),
        ("http", Bytes("HTTP/1.1 301 Moved Permanently\nLocation: https://example.org/\n\n"), "http", ServiceEvidence.Handshake, null, null),
        ("ssh", Bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10\r\n"), "ssh", ServiceEvidence.Banner, "OpenSSH", "9.2p1"),
        ("ssh", Bytes("SSH-2.0-dropbear_2022.83\r\n"), "ssh", ServiceEvidence.Banner, "dropbear", "2022.83"),
        ("ssh", [.. "SSH-2.0-OpenSSH_9.2p1\r\n"u8, 0, 0, 0, 60, 6, 20, .. new byte[16], 0, 0, 0, 4, .. "kex1"u8, 0, 0, 0, 4, .. "hst1"u8, 0, 0, 0, 4, .. "cip1"u8, .. new byte[30]], "ssh", ServiceEvidence.Handshake, "OpenSSH", "9.2p1"),
        ("ftp", Bytes("220 (vsFTPd 3.0.3)\r\n"), "ftp", ServiceEvidence.Banner, "vsFTPd", "3.0.3"),
        ("ftp", Bytes("220 (vsFTPd 3.0.3)\r\n211-Features:\r\n EPRT\r\n UTF8\r\n211 End\r\n"), "ftp", ServiceEvidence.Handshake, "vsFTPd", "3.0.3"),
        ("ftp", Bytes("220---------- Welcome to Pure-FTPd [privsep] ----------\r\n220-You are user number 1\r\n220 done\r\n530 You aren't logged in\r\n"), "ftp", ServiceEvidence.Handshake, "Pure-FTPd", null),
        ("smtp", Bytes("220 mail.example.org ESMTP Postfix (Debian/GNU)\r\n"), "smtp", ServiceEvidence.Banner, "Postfix", null),
        ("smtp", Bytes("220 mail.example.org ESMTP Exim 4.96 Sat, 21 Nov 2026 12:00:00 +0000\r\n250-mail.example.org Hello\r\n250-SIZE 52428800\r\n250-STARTTLS\r\n250 HELP\r\n"), "smtp", ServiceEvidence.Handshake, "Exim", "4.96"),
        ("pop3", Bytes("+OK Dovecot (Debian) ready.\r\n"), "pop3", ServiceEvidence.Banner, "Dovecot", null),
        ("pop3", Bytes("+OK Dovecot (Debian) ready.\r\n+OK\r\nCAPA\r\nTOP\r\nSTLS\r\n.\r\n"), "pop3", ServiceEvidence.Handshake, "Dovecot", null),
        ("imap", Bytes("* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot (Debian) ready.\r\n"), "imap", ServiceEvidence.Banner, "Dovecot", null),
        ("imap", Bytes("* OK Hello\r\n* CAPABILITY IMAP4rev1 IDLE STARTTLS\r\na1 OK done\r\n"), "imap", ServiceEvidence.Handshake, null, null),
        ("nntp", Bytes("200 news.example.org InterNetNews NNRP server INN 2.6.4 ready\r\n101 Capability list:\r\nVERSION 2\r\n.\r\n"), "nntp", ServiceEvidence.Handshake, null, null),
        ("irc", Bytes(":irc.example.org NOTICE * :*** Looking up your hostname...\r\n"), "irc", ServiceEvidence.Banner, null, null),
        ("irc", Bytes(":irc.example.org CAP * LS :multi-prefix sasl\r\n"), "irc", ServiceEvidence.Handshake, null, null),
        ("irc", Bytes("NOTICE AUTH :*** Checking Ident\r\n:srv 451 * :You have not registered\r\n"), "irc", ServiceEvidence.Handshake, null, null),
        ("redis", Bytes("+PONG\r\n$60\r\n# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nos:Linux 6.1\r\n\r\n"), "redis", ServiceEvidence.Handshake, "Redis", "7.0.15"),
        ("redis", Bytes("-NOAUTH Authentication required.\r\n-NOAUTH Authentication required.\r\n"), "redis", ServiceEvidence.Handshake, null, null),
        ("redis", Bytes("-ERR wrong number of arguments for 'get' command\r\n"), "redis", ServiceEvidence.Banner, null, null),
        ("memcached", Bytes("VERSION 1.6.18\r\n"), "memcached", ServiceEvidence.Handshake, "memcached", "1.6.18"),
        ("memcached", Bytes("ERROR\r\nERROR\r\n"), "memcached", ServiceEvidence.Banner, null, null),
        ("postgresql", [(byte)'E', 0, 0, 0, 91, .. Bytes("SFATAL\0VFATAL\0C0A000\0Munsupported frontend protocol 0.0: server supports 3.0 to 3.0\0\0")], "postgresql", ServiceEvidence.Handshake, "PostgreSQL", null),
        ("mysql", [78, 0, 0, 0, 10, .. Bytes("8.0.36\0"), 1, 0, 0, 0, .. new byte[8], 0, 0xff, 0xff, .. new byte[52]], "mysql", ServiceEvidence.Handshake, "MySQL", "8.0.36"),
        ("mysql", [90, 0, 0, 0, 10, .. Bytes("5.5.5-10.11.6-MariaDB-0+deb12u1\0"), 1, 0, 0, 0, .. new byte[8], 0, 0xfe, 0xf7, .. new byte[40]], "mysql", ServiceEvidence.Handshake, "MariaDB", "10.11.6-MariaDB-0+deb12u1"),
        ("mysql", [71, 0, 0, 0, 0xff, 0x6a, 4, .. Bytes("Host '192.0.2.1' is not allowed to connect to this MariaDB server")], "mysql", ServiceEvidence.Banner, "MariaDB", null),
        ("vnc", Bytes("RFB 003.008\n"), "vnc", ServiceEvidence.Banner, null, null),
        ("vnc", [.. "RFB 003.008\n"u8, 2, 1, 2], "vnc", ServiceEvidence.Handshake, null, null),
        ("telnet", [255, 253, 24, 255, 251, 1, .. "login: "u8], "telnet", ServiceEvidence.Banner, null, null),
        ("telnet", [255, 253, 24, .. "login: "u8, 255, 252, 6], "telnet", ServiceEvidence.Handshake, null, null),
        ("rsync", Bytes("@RSYNCD: 31.0 sha512 sha256 md5\n"), "rsync", ServiceEvidence.Banner, null, null),
        ("daytime", Bytes("Saturday, November 21, 2026 12:34:56-UTC\r\n"), "daytime", ServiceEvidence.Banner, null, null),
        ("chargen", Chargen(0, 4), "chargen", ServiceEvidence.Handshake, null, null),
        ("chargen", Chargen(60, 3), "chargen", ServiceEvidence.Handshake, null, null),
        ("json-rpc", Bytes("{\"jsonrpc\":\"2.0\",\"result\":{\"openrpc\":\"1.3.2\",\"info\":{\"title\":\"Patchbay\",\"version\":\"1.2.0\"}},\"id\":\"patchbay\"}\n"), "json-rpc", ServiceEvidence.Handshake, "Patchbay", "1.2.0"),
        ("json-rpc", Bytes("Content-Length: 90\r\n\r\n{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":\"patchbay\"}"), "json-rpc", ServiceEvidence.Handshake, null, null),
        ("mqtt", [0x20, 2, 0, 5], "mqtt", ServiceEvidence.Handshake, null, null),
        ("amqp", [1, 0, 0, 0, 0, 0, 70, 0, 10, 0, 10, 0, 9, 0, 0, 0, 40, 7, .. "productS"u8, 0, 0, 0, 8, .. "RabbitMQ"u8, 7, .. "versionS"u8, 0, 0, 0, 6, .. "3.10.8"u8, 0xce], "amqp", ServiceEvidence.Handshake, "RabbitMQ", "3.10.8"),
        ("amqp", [.. "AMQP"u8, 0, 0, 9, 1], "amqp", ServiceEvidence.Handshake, null, null),
        ("domain", [0, 67, .. Dns("9.18.33-1~deb12u2-Debian")], "domain", ServiceEvidence.Handshake, null, "9.18.33-1~deb12u2-Debian"),
        ("ldap", [0x30, 0x27, 2, 1, 1, 0x64, 0x22, 4, 0, 0x30, 0x1e, .. new byte[30]], "ldap", ServiceEvidence.Handshake, null, null),
        ("ms-wbt-server", [3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 1, 8, 0, 2, 0, 0, 0], "ms-wbt-server", ServiceEvidence.Handshake, null, null),
        ("socks", [5, 0], "socks", ServiceEvidence.Handshake, null, null),
        ("tls", [21, 3, 1, 0, 2, 2, 70], "tls", ServiceEvidence.Handshake, null, null),
        ("tls", [22, 3, 3, 0, 60, 2, 0, 0, 56, 3, 1, .. new byte[40]], "tls", ServiceEvidence.Handshake, null, null),
    ];

    public static IEnumerable<(string Protocol, byte[] Answer, string Name, ServiceEvidence Evidence, string? Product, string? Version)> Udp =>
    [
        ("domain", Dns("dnsmasq-2.89"), "domain", ServiceEvidence.Handshake, "dnsmasq", "2.89"),
        ("domain", [0x50, 0x62, 0x80, 5, 0, 1, 0, 0, 0, 0, 0, 0, 7, .. "version"u8, 4, .. "bind"u8, 0, 0, 16, 0, 3], "domain", ServiceEvidence.Handshake, null, null),
        ("ntp", [0x24, 2, 6, 0xe8, .. new byte[8], 192, 0, 2, 1, .. new byte[8], .. "Patchbay"u8, .. new byte[16]], "ntp", ServiceEvidence.Handshake, null, null),
        ("snmp", [0x30, 0x3b, 2, 1, 3, 0x30, 15, 2, 2, 0x50, 0x62, 2, 3, 0, 0xff, 0xe3, 4, 1, 0, 2, 1, 3, 4, 28, 0x30, 26, 4, 11, 0x80, 0, 0x1f, 0x88, 4, 1, 2, 3, 4, 5, 6, 2, 1, 9, 2, 2, 0x10, 0, 4, 0, 4, 0, 4, 0, .. new byte[9]], "snmp", ServiceEvidence.Handshake, null, null),
        ("stun", [1, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, .. "Patchbay ask"u8], "stun", ServiceEvidence.Handshake, null, null),
        ("patchbay-game", [2, .. "PBG1"u8, 0, 1, .. "Patchbay"u8, .. new byte[16]], "patchbay-game", ServiceEvidence.Handshake, "Patchbay", null),
        ("chargen", Chargen(3, 1)[..40], "chargen", ServiceEvidence.Handshake, null, null),
        ("daytime", Bytes("21 NOV 2026 12:34:56 UTC\r\n"), "daytime", ServiceEvidence.Banner, null, null),
    ];

    /// <summary>RFC 864's pattern.</summary>
    public static byte[] Chargen(int from, int lines) =>
        [.. Enumerable.Range(from, lines).SelectMany(static line => Enumerable.Range(0, 72).Select(column => (byte)(' ' + ((line + column) % 95))).Concat("\r\n"u8.ToArray()))];

    static byte[] Dns(string version) =>
        [0x50, 0x62, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0, 7, .. "version"u8, 4, .. "bind"u8, 0, 0, 16, 0, 3, 0xc0, 12, 0, 16, 0, 3, 0, 0, 0, 0, 0, (byte)(version.Length + 1), (byte)version.Length, .. Bytes(version)];
}
