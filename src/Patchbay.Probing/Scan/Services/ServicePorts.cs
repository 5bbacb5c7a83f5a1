using System.Collections.Frozen;

namespace Patchbay.Probing;

/// <summary>The names of ports that most people know (IANA's service name and port number registry), and our own services' default ports. A guess, no evidence.</summary>
static class ServicePorts
{
    static readonly FrozenDictionary<ushort, string> Tcp = new Dictionary<ushort, string>
    {
        [7] = "echo", [9] = "discard", [13] = "daytime", [19] = "chargen", [21] = "ftp", [22] = "ssh", [23] = "telnet", [25] = "smtp", [37] = "time", [43] = "nicname", [53] = "domain",
        [70] = "gopher", [79] = "finger", [80] = "http", [88] = "kerberos", [102] = "iso-tsap", [110] = "pop3", [111] = "sunrpc", [113] = "ident", [119] = "nntp", [135] = "epmap",
        [139] = "netbios-ssn", [143] = "imap", [179] = "bgp", [194] = "irc", [389] = "ldap", [443] = "https", [445] = "microsoft-ds", [465] = "submissions", [502] = "mbap", [514] = "shell",
        [515] = "printer", [543] = "klogin", [548] = "afpovertcp", [554] = "rtsp", [563] = "nntps", [587] = "submission", [631] = "ipp", [636] = "ldaps", [853] = "domain-s", [873] = "rsync",
        [990] = "ftps", [993] = "imaps", [995] = "pop3s", [1080] = "socks", [1433] = "ms-sql-s", [1521] = "oracle", [1723] = "pptp", [1883] = "mqtt", [2049] = "nfs", [2121] = "ftp",
        [2375] = "docker", [3128] = "http-proxy", [3260] = "iscsi-target", [3306] = "mysql", [3389] = "ms-wbt-server", [4242] = "json-rpc", [5060] = "sip", [5222] = "xmpp-client",
        [5269] = "xmpp-server", [5432] = "postgresql", [5671] = "amqps", [5672] = "amqp", [5900] = "vnc", [5901] = "vnc", [6379] = "redis", [6667] = "irc", [6697] = "ircs-u", [7007] = "echo",
        [7009] = "discard", [7013] = "daytime", [7019] = "chargen", [7070] = "http", [8000] = "http", [8008] = "http", [8080] = "http", [8443] = "https", [8883] = "secure-mqtt", [8888] = "http",
        [9090] = "http", [9200] = "http", [11211] = "memcached", [20000] = "dnp", [27017] = "mongodb", [44818] = "ethernet-ip",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<ushort, string> Udp = new Dictionary<ushort, string>
    {
        [7] = "echo", [9] = "discard", [13] = "daytime", [19] = "chargen", [37] = "time", [53] = "domain", [67] = "bootps", [69] = "tftp", [111] = "sunrpc", [123] = "ntp", [137] = "netbios-ns",
        [138] = "netbios-dgm", [161] = "snmp", [162] = "snmptrap", [389] = "ldap", [443] = "https", [500] = "isakmp", [514] = "syslog", [520] = "router", [1194] = "openvpn", [1900] = "ssdp",
        [3478] = "stun", [4500] = "ipsec-nat-t", [5060] = "sip", [5353] = "mdns", [5683] = "coap", [7007] = "echo", [7009] = "discard", [7013] = "daytime", [7019] = "chargen",
        [7777] = "patchbay-game", [51820] = "wireguard",
    }.ToFrozenDictionary();

    /// <summary>The port's name, or "unknown".</summary>
    public static string NameOf(ushort port, bool isUdp) => (isUdp ? Udp : Tcp).GetValueOrDefault(port, "unknown");

    /// <summary>
    /// Ports that nothing is sent to: printers put on paper whatever comes in (9100 to 9107), and controllers of machines (ISO-TSAP, Modbus, DNP3, EtherNet/IP)
    /// are known to stop at what they do not expect.
    /// </summary>
    public static bool IsNeverAsked(ushort port) => port is >= 9100 and <= 9107 or 102 or 502 or 20000 or 44818;
}
