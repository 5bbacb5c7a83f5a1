using System.Collections.Immutable;
using System.Text;

namespace Patchbay.Probing;

/// <summary>The bytes that are sent: the first message of each protocol, in its smallest harmless form. None logs in, changes or guesses anything.</summary>
static class ServiceRequests
{
    /// <summary>The time stamp that an NTP server sends back: not a time, so nobody learns ours.</summary>
    public static ReadOnlySpan<byte> NtpTransmit => "Patchbay"u8;

    /// <summary>NTP version 4, mode 3 (RFC 5905 section 7.3).</summary>
    public static ImmutableArray<byte> Ntp { get; } = [0x23, .. new byte[39], .. NtpTransmit];

    /// <summary>TXT version.bind, class CHAOS, no recursion.</summary>
    public static ImmutableArray<byte> Dns { get; } = [DnsAnswer.Id >> 8, DnsAnswer.Id & 255, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, .. "version"u8, 4, .. "bind"u8, 0, 0, 16, 0, 3];

    /// <summary>The same with its length before it.</summary>
    public static ImmutableArray<byte> DnsStream { get; } = [0, (byte)Dns.Length, .. Dns];

    /// <summary>A version that does not exist (0.0): the server says which it knows, and nobody logs in.</summary>
    public static ImmutableArray<byte> Postgres { get; } = [0, 0, 0, 8, 0, 0, 0, 0];

    /// <summary>CONNECT of MQTT 3.1.1 with a clean session and no name.</summary>
    public static ImmutableArray<byte> Mqtt { get; } = [0x10, 12, 0, 4, .. "MQTT"u8, 4, 2, 0, 10, 0, 0];

    /// <summary>The protocol header of AMQP 0-9-1.</summary>
    public static ImmutableArray<byte> Amqp { get; } = [.. "AMQP"u8, 0, 0, 9, 1];

    /// <summary>A search for the root entry, attribute supportedLDAPVersion (RFC 4511 section 4.5.1, RFC 4512 section 5.1).</summary>
    public static ImmutableArray<byte> Ldap { get; } =
        [0x30, 0x3b, 2, 1, 1, 0x63, 0x36, 4, 0, 10, 1, 0, 10, 1, 0, 2, 1, 1, 2, 1, 3, 1, 1, 0, 0x87, 11, .. "objectClass"u8, 0x30, 22, 4, 20, .. "supportedLDAPVersion"u8];

    /// <summary>TPKT, X.224 connection request, and RDP's negotiation of TLS and CredSSP.</summary>
    public static ImmutableArray<byte> Rdp { get; } = [3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0];

    /// <summary>SNMP version 3: a get without user and engine, which every engine answers with a report (RFC 3414 section 4).</summary>
    public static ImmutableArray<byte> Snmp { get; } =
    [
        0x30, 0x3a, 2, 1, 3, 0x30, 15, 2, 2, 0x50, 0x62, 2, 3, 0, 0xff, 0xe3, 4, 1, 4, 2, 1, 3, 4, 16, 0x30, 14, 4, 0, 2, 1, 0, 2, 1, 0, 4, 0, 4, 0, 4, 0,
        0x30, 18, 4, 0, 4, 0, 0xa0, 12, 2, 2, 0x37, 0xf0, 2, 1, 0, 2, 1, 0, 0x30, 0,
    ];

    /// <summary>SOCKS 5: no login offered.</summary>
    public static ImmutableArray<byte> Socks { get; } = [5, 1, 0];

    /// <summary>A binding request without attributes.</summary>
    public static ImmutableArray<byte> Stun { get; } = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, .. "Patchbay ask"u8];

    /// <summary>The hello of our own game; as long as its answer may be, many times over (docs/game.md).</summary>
    public static ImmutableArray<byte> Game { get; } = [1, .. "PBG1"u8, 0, 1, .. "Patchbay"u8, .. new byte[1200 - 15]];

    /// <summary>DO TIMING-MARK: every Telnet server says WILL or WON'T (RFC 860).</summary>
    public static ImmutableArray<byte> Telnet { get; } = [255, 253, 6];

    /// <summary>A line that no protocol knows, long enough to be told from others when it comes back.</summary>
    public static ImmutableArray<byte> Line { get; } = [.. "patchbay asks who is there\r\n"u8];

    /// <summary>A request for the first page.</summary>
    public static byte[] Http(string host) =>
        Encoding.Latin1.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\nUser-Agent: patchbay\r\nAccept: text/html, */*;q=0.5\r\nConnection: close\r\n\r\n");

    /// <summary>What answers, and in what words, is asked of JSON-RPC by OpenRPC's service discovery.</summary>
    public static ImmutableArray<byte> JsonRpc { get; } = [.. """{"jsonrpc":"2.0","method":"rpc.discover","id":"patchbay"}"""u8, (byte)'\n'];

    /// <summary>Lines of text protocols.</summary>
    public static ImmutableArray<byte> Text(string lines) => [.. Encoding.ASCII.GetBytes(lines)];
}
