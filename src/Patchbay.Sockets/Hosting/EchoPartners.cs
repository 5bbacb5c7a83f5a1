namespace Patchbay.Sockets;

/// <summary>
/// Source ports that no client of ours sends from, but a forged question does: behind each sits a service that answers what it did not ask for. An answer
/// there begins an endless exchange (CERT CA-1996-01, CVE-2024-2169) or hits a victim by way of that service (CISA alert TA14-017A).
/// </summary>
internal static class EchoPartners
{
    // IPPORT_RESERVED: inetd of the BSDs (dg_badinput in inetd.c) refuses every one of them and NFS, as echo 7, daytime 13, quote 17, chargen 19, time 37,
    // DNS 53, TFTP 69, portmap 111, NTP 123, NetBIOS 137, SNMP 161, CLDAP 389 and RIP 520 are among them; clients get theirs from far above.
    const int FirstFreePort = 1024;

    /// <summary>Port 0, which nobody can be answered at (RFC 768 "zero if unused"), a reserved port, or one of a service known to reflect.</summary>
    public static bool Contains(int port) => port < FirstFreePort || port is
        1900 // SSDP
        or 2049 // NFS
        or 3702 // WS-Discovery
        or 5060 // SIP
        or 5353 // multicast DNS
        or 5683 // CoAP
        or 7007 or 7013 or 7019 // our own echo, daytime and chargen
        or 11211 // memcached
        or 27015 or 27960; // game servers: Source, Quake III
}
