namespace Patchbay.Probing;

/// <summary>
/// The ports where services are usual, the likeliest first. The order is our own judgement, from what hosts commonly serve: mail, names, files, shells, the web, databases, queues, clusters,
/// monitoring, devices. Names are those of IANA's Service Name and Transport Protocol Port Number Registry (RFC 6335), or for unregistered use the project's own.
/// </summary>
static class KnownPorts
{
    /// <summary>Over TCP.</summary>
    public static IReadOnlyList<KnownPort> Tcp { get; } =
    [
        new(80, "http"), new(443, "https"), new(22, "ssh"), new(21, "ftp"), new(25, "smtp"), new(53, "domain"), new(23, "telnet"), new(110, "pop3"), new(143, "imap"),
        new(3389, "ms-wbt-server"), new(445, "microsoft-ds"), new(139, "netbios-ssn"), new(135, "epmap"), new(111, "sunrpc"), new(993, "imaps"), new(995, "pop3s"),
        new(587, "submission"), new(465, "submissions"), new(3306, "mysql"), new(5432, "postgresql"), new(8080, "http-alt"), new(8443, "pcsync-https"),
        new(6379, "redis"), new(27017, "mongodb"), new(1433, "ms-sql-s"), new(1521, "ncube-lm"), new(5900, "rfb"), new(5060, "sip"), new(5061, "sips"), new(389, "ldap"),
        new(636, "ldaps"), new(88, "kerberos"), new(464, "kpasswd"), new(873, "rsync"), new(2049, "nfs"), new(548, "afpovertcp"), new(631, "ipp"), new(515, "printer"),
        new(9100, "pdl-datastream"), new(1883, "mqtt"), new(8883, "secure-mqtt"), new(5672, "amqp"), new(5671, "amqps"), new(15672, "rabbitmq-management"),
        new(61613, "stomp"), new(61616, "openwire"), new(4222, "nats"), new(9092, "kafka"), new(2181, "zookeeper"), new(11211, "memcache"), new(9200, "elasticsearch"),
        new(9300, "elasticsearch-transport"), new(5601, "kibana"), new(9042, "cassandra"), new(7000, "cassandra-cluster"), new(8086, "influxdb"), new(5984, "couchdb"),
        new(7474, "neo4j"), new(7687, "bolt"), new(28015, "rethinkdb"), new(26257, "cockroachdb"), new(50000, "db2c-db2"), new(1434, "ms-sql-m"), new(3050, "gds-db"),
        new(2379, "etcd-client"), new(2380, "etcd-server"), new(6443, "kubernetes"), new(10250, "kubelet"), new(10255, "kubelet-read"), new(8500, "consul"),
        new(8300, "consul-rpc"), new(8200, "vault"), new(4646, "nomad"), new(2375, "docker"), new(2376, "docker-s"), new(5000, "commplex-main"), new(3000, "hbci"),
        new(8000, "irdmi"), new(8081, "sunproxyadmin"), new(8888, "ddi-tcp-1"), new(8008, "http-alt-2"), new(9090, "websm"), new(9091, "xmltec-xmlmail"),
        new(9093, "alertmanager"), new(9000, "cslistener"), new(9001, "tor-orport"), new(9443, "tungsten-https"), new(4443, "pharos"), new(10000, "ndmp"),
        new(81, "http-81"), new(82, "xfer"), new(8082, "us-cli"), new(8083, "us-srv"), new(8084, "websnp"), new(8085, "http-8085"), new(8087, "simplifymedia"),
        new(8088, "radan-http"), new(8089, "splunkd"), new(8090, "opsmessaging"), new(8091, "jamlink"), new(8181, "intermapper"), new(8280, "synapse-nhttp"),
        new(8444, "pcsync-http"), new(8880, "cddbp-alt"), new(8889, "ddi-tcp-2"), new(9080, "glrpc"), new(9999, "distinct"), new(3001, "nessus"), new(4000, "terabase"),
        new(4200, "vrml-multi-use"), new(4040, "yo-main"), new(5001, "commplex-link"), new(5173, "vite"), new(6000, "x11"), new(6001, "x11-1"),
        new(7001, "afs3-callback"), new(7070, "patchbay-console"), new(7777, "cbt"), new(7946, "docker-gossip"), new(8009, "ajp13"), new(8161, "patrol-snmp"),
        new(1080, "socks"), new(3128, "ndl-aas"), new(8118, "privoxy"), new(9050, "tor-socks"), new(1723, "pptp"), new(1194, "openvpn"), new(500, "isakmp"),
        new(179, "bgp"), new(646, "ldp"), new(4242, "patchbay-rpc"), new(6667, "ircu"), new(6697, "ircs-u"), new(6660, "irc-6660"), new(194, "irc"),
        new(5222, "xmpp-client"), new(5269, "xmpp-server"), new(5280, "xmpp-bosh"), new(119, "nntp"), new(563, "nntps"), new(990, "ftps"), new(989, "ftps-data"),
        new(20, "ftp-data"), new(2121, "scientia-ssdb"), new(2222, "EtherNet-IP-1"), new(2022, "down"), new(22222, "ssh-alt"), new(992, "telnets"), new(513, "login"),
        new(514, "shell"), new(512, "exec"), new(79, "finger"), new(43, "nicname"), new(37, "time"), new(13, "daytime"), new(7, "echo"), new(9, "discard"),
        new(19, "chargen"), new(17, "qotd"), new(11, "systat"), new(15, "netstat"), new(70, "gopher"), new(113, "ident"), new(123, "ntp"), new(161, "snmp"),
        new(162, "snmptrap"), new(199, "smux"), new(427, "svrloc"), new(554, "rtsp"), new(1935, "macromedia-fcs"), new(8554, "rtsp-alt"), new(3478, "stun"),
        new(5349, "stuns"), new(1900, "ssdp"), new(5357, "wsdapi"), new(5358, "wsdapi-s"), new(49152, "dynamic-49152"), new(49153, "dynamic-49153"),
        new(49154, "dynamic-49154"), new(49155, "dynamic-49155"), new(3268, "msft-gc"), new(3269, "msft-gc-ssl"), new(593, "http-rpc-epmap"), new(5985, "wsman"),
        new(5986, "wsmans"), new(47001, "winrm"), new(902, "ideafarm-door"), new(903, "ideafarm-panic"), new(5938, "teamviewer"), new(5800, "vnc-http"),
        new(5901, "rfb-1"), new(5902, "rfb-2"), new(6568, "anydesk"), new(4899, "radmin-port"), new(3283, "net-assistant"), new(5353, "mdns"), new(62078, "iphone-sync"),
        new(7007, "patchbay-echo"), new(6881, "bittorrent"), new(51413, "transmission"), new(9418, "git"), new(3690, "svn"), new(2401, "cvspserver"),
        new(6666, "ircu-6666"), new(25565, "minecraft"), new(27015, "steam-source"), new(64738, "mumble"), new(10011, "teamspeak-query"), new(30033, "teamspeak-files"),
        new(8765, "ultraseek-http"), new(8834, "nessus-web"), new(1099, "rmiregistry"), new(1098, "rmiactivation"), new(8787, "msgsrvr"), new(5005, "avt-profile-2"),
        new(9229, "node-inspector"), new(4444, "krb524"), new(2947, "gpsd"), new(3260, "iscsi-target"), new(860, "iscsi"), new(2000, "cisco-sccp"),
        new(1720, "h323hostcall"), new(502, "mbap"), new(102, "iso-tsap"), new(20000, "dnp"), new(44818, "EtherNet-IP-2"), new(47808, "bacnet"), new(1911, "mtp"),
        new(4840, "opcua-tcp"), new(2404, "iec-104"), new(10050, "zabbix-agent"), new(10051, "zabbix-trapper"), new(5666, "nrpe"), new(12489, "nsclient"),
        new(4949, "munin"), new(8125, "statsd"), new(2003, "brutus"), new(4317, "otlp-grpc"), new(4318, "otlp-http"), new(9411, "zipkin"), new(14268, "jaeger"),
        new(16686, "jaeger-query"), new(3100, "loki"), new(24224, "fluentd"), new(5044, "lumberjack"), new(12201, "gelf"), new(1514, "fujitsu-dtcns"),
        new(6514, "syslog-tls"), new(601, "syslog-conn"), new(50051, "grpc"), new(50070, "hdfs-namenode"), new(8020, "intu-ec-svcdisc"), new(9870, "hdfs-web"),
        new(8042, "fs-agent"), new(7077, "spark-master"), new(4041, "houston"), new(8032, "pro-ed"), new(6066, "spark-rest"), new(1090, "ff-fms"), new(853, "domain-s"),
        new(4433, "vop"), new(8448, "matrix"), new(33060, "mysqlx"), new(3307, "opsession-prxy"), new(5433, "pyrrho"), new(6432, "pgbouncer"), new(6380, "redis-tls"),
        new(16379, "redis-bus"), new(26379, "redis-sentinel"), new(27018, "mongodb-shard"), new(27019, "mongodb-config"), new(1830, "net8-cman"), new(5439, "redshift"),
        new(9160, "apani1"), new(8123, "clickhouse-http"), new(19000, "clickhouse"), new(6333, "qdrant"), new(19530, "milvus"), new(11434, "ollama"),
        new(8006, "proxmox"), new(2082, "cpanel"), new(2083, "cpanels"), new(2086, "whm"), new(2087, "whms"), new(2095, "webmail"), new(2096, "webmails"),
        new(10443, "https-10443"), new(20443, "https-20443"), new(4190, "sieve"), new(2525, "smtp-alt"), new(106, "pop3pw"), new(109, "pop2"), new(220, "imap3"),
        new(24, "lmtp"), new(749, "kerberos-adm"), new(750, "kerberos-iv"), new(1812, "radius"), new(1813, "radius-acct"), new(49, "tacacs"), new(1024, "dynamic-1024"),
        new(1025, "blackjack"), new(1026, "cap"), new(1027, "6a44"), new(5555, "adb"), new(5037, "adb-server"), new(8728, "routeros-api"), new(8729, "routeros-api-tls"),
        new(8291, "winbox"), new(7547, "cwmp"), new(37777, "dahua-dvr"), new(34567, "dvr"), new(2323, "telnet-alt"),
    ];

    /// <summary>Over UDP.</summary>
    public static IReadOnlyList<KnownPort> Udp { get; } =
    [
        new(53, "domain"), new(123, "ntp"), new(161, "snmp"), new(137, "netbios-ns"), new(67, "bootps"), new(68, "bootpc"), new(69, "tftp"), new(500, "isakmp"),
        new(4500, "ipsec-nat-t"), new(1900, "ssdp"), new(5353, "mdns"), new(5355, "llmnr"), new(443, "https"), new(514, "syslog"), new(162, "snmptrap"),
        new(138, "netbios-dgm"), new(111, "sunrpc"), new(1194, "openvpn"), new(51820, "wireguard"), new(1701, "l2f"), new(1812, "radius"), new(1813, "radius-acct"),
        new(1645, "radius-old"), new(1646, "radacct-old"), new(520, "router"), new(521, "ripng"), new(88, "kerberos"), new(464, "kpasswd"), new(389, "ldap"),
        new(631, "ipp"), new(2049, "nfs"), new(3478, "stun"), new(5060, "sip"), new(5004, "avt-profile-1"), new(5005, "avt-profile-2"), new(5683, "coap"),
        new(5684, "coaps"), new(853, "domain-s"), new(80, "http"), new(4789, "vxlan"), new(8472, "otv"), new(6081, "geneve"), new(2152, "gtp-user"),
        new(2123, "gtp-control"), new(3784, "bfd-control"), new(1434, "ms-sql-m"), new(3389, "ms-wbt-server"), new(3702, "ws-discovery"), new(10001, "scp-config"),
        new(11211, "memcache"), new(27015, "steam-source"), new(7777, "cbt"), new(19132, "minecraft-be"), new(64738, "mumble"), new(9987, "teamspeak"),
        new(623, "asf-rmcp"), new(47808, "bacnet"), new(44818, "EtherNet-IP-2"), new(2222, "EtherNet-IP-1"), new(20000, "dnp"), new(7, "echo"), new(9, "discard"),
        new(13, "daytime"), new(17, "qotd"), new(19, "chargen"), new(37, "time"), new(49, "tacacs"), new(177, "xdmcp"), new(427, "svrloc"), new(517, "talk"),
        new(518, "ntalk"), new(546, "dhcpv6-client"), new(547, "dhcpv6-server"), new(554, "rtsp"), new(1719, "h323gatestat"), new(2055, "netflow"), new(4739, "ipfix"),
        new(6343, "sflow"), new(9995, "netflow-9995"), new(1883, "mqtt"), new(1884, "mqtt-sn"), new(3671, "efcp"), new(5351, "nat-pmp"), new(5350, "pcp-multicast"),
        new(319, "ptp-event"), new(320, "ptp-general"), new(4791, "roce2"), new(2427, "mgcp-gateway"), new(2727, "mgcp-callagent"), new(5246, "capwap-control"),
        new(5247, "capwap-data"), new(1985, "hsrp"), new(3222, "glbp"), new(848, "gdoi"), new(4433, "vop"), new(8125, "statsd"), new(12201, "gelf"),
        new(6881, "bittorrent"), new(41641, "tailscale"), new(3544, "teredo"), new(17185, "soundsvirtual"), new(30718, "lantronix"), new(32764, "router-32764"),
        new(33434, "traceroute"), new(34962, "profinet-rt"), new(34964, "profinet-cm"), new(48899, "tc_ads_discovery"), new(5093, "sentinel-lm"), new(6001, "x11-1"),
        new(7007, "patchbay-echo"), new(9600, "micromuse-ncpw"), new(5632, "pcanywherestat"), new(4070, "tripe"), new(1604, "icabrowser"), new(2302, "bindsupport"),
        new(3283, "net-assistant"), new(5007, "wsm-server-ssl"), new(502, "mbap"), new(135, "epmap"), new(139, "netbios-ssn"), new(445, "microsoft-ds"),
    ];
}
