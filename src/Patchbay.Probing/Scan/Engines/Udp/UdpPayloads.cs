using System.Collections.Frozen;
using System.Text;

namespace Patchbay.Probing;

/// <summary>
/// What a UDP probe says to a port: the smallest question that a service of that port has to answer, as its standard defines it; none changes anything, none asks for more than a few
/// hundred bytes, none guesses a password. Other ports get three bytes that mean nothing, printers (9100 to 9107, which print what they receive) an empty datagram. Pure; thread-safe.
/// </summary>
static class UdpPayloads
{
    /// <summary>Bytes of the longest.</summary>
    public const int MostBytes = 1200;

    // A byte that is free to choose tells the tries apart: the first of a transaction's number, mostly. It is at this place; -1 where there is none.
    static readonly FrozenDictionary<ushort, (byte[] Bytes, int TagAt)> Known = new Dictionary<ushort, (byte[], int)>
    {
        // RFC 1035: who serves the root, in one question, without recursion.
        [53] = (Dns("", 2, 1), 0),
        // RFC 1350 section 2: a file that is hardly there; the answer is an error, from a port of its own.
        [69] = ([0, 1, .. "patchbay-probe\0octet\0"u8], -1),
        // RFC 5531 section 9: the NULL procedure of the port mapper (RFC 1833) and of NFS.
        [111] = (Rpc(100_000, 2), 0),
        [2049] = (Rpc(100_003, 3), 0),
        // RFC 5905 section 7.3: a client's packet of version 4; the transmit timestamp comes back.
        [123] = (Ntp(), 40),
        // RFC 1002 section 4.2.17: node status of any name.
        [137] = ([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 32, .. "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\0"u8, 0, 0x21, 0, 1], 0),
        // RFC 3414 section 4: engine discovery of SNMPv3, which needs no community.
        [161] = (Snmp(), 10),
        // The X Display Manager's Query without authentication.
        [177] = ([0, 1, 0, 2, 0, 1, 0], -1),
        // RFC 9000 section 17.2 and 6: a long header of a reserved version has to be answered with the versions there are, when it fills 1,200 bytes.
        [443] = (Quic(), 6),
        // RFC 4733 of DMTF ASF 2.0, section 3.2.4.3: Presence Ping.
        [623] = ([6, 0, 0xFF, 6, 0, 0, 0x11, 0xBE, 0x80, 0, 0, 0], 9),
        // OpenVPN's P_CONTROL_HARD_RESET_CLIENT_V2.
        [1194] = ([0x38, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0], 1),
        // MC-SQLR section 2.2.1: CLNT_BCAST_EX.
        [1434] = ([2], -1),
        // UPnP Device Architecture 2.0 section 1.3.2, as unicast.
        [1900] = (Text("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: upnp:rootdevice\r\n\r\n"), -1),
        // RFC 8489 section 5: a binding request.
        [3478] = ([0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 8),
        // RFC 3261 section 11: OPTIONS.
        [5060] = (Text("OPTIONS sip:probe@invalid SIP/2.0\r\nVia: SIP/2.0/UDP probe.invalid;branch=z9hG4bKpatchbay;rport\r\nFrom: <sip:probe@invalid>;tag=1\r\nTo: <sip:probe@invalid>\r\nCall-ID: probe\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 0\r\nContent-Length: 0\r\n\r\n"), -1),
        // RFC 6763 section 9 and RFC 6762 section 5.4: which services there are, answered to us alone.
        [5353] = (Dns("_services._dns-sd._udp.local", 12, 0x8001), 0),
        // RFC 4795 has the format of DNS.
        [5355] = (Dns("patchbay-probe", 1, 1), 0),
        // RFC 7252 section 4.3: an empty confirmable message, answered by Reset.
        [5683] = ([0x40, 0, 0, 1], 2),
    }.ToFrozenDictionary();

    /// <summary>Writes the probe of a port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="attempt">Which try, from 1.</param>
    /// <param name="payload">At least <see cref="MostBytes"/> bytes.</param>
    /// <returns>How many bytes.</returns>
    public static int Write(ushort port, byte attempt, Span<byte> payload)
    {
        if (IsPrinter(port))
        {
            return 0;
        }

        if (Known.TryGetValue(port, out var known))
        {
            known.Bytes.CopyTo(payload);
            if (known.TagAt >= 0)
            {
                payload[known.TagAt] = attempt;
            }

            return known.Bytes.Length;
        }

        (payload[0], payload[1], payload[2]) = (attempt, (byte)'\r', (byte)'\n');
        return 3;
    }

    /// <summary>Which try a quote of a probe is of; 0 when it does not tell.</summary>
    /// <param name="port">Where the probe went.</param>
    /// <param name="quote">What an ICMP error quotes behind the UDP header; may be cut.</param>
    public static byte AttemptOf(ushort port, ReadOnlySpan<byte> quote)
    {
        var at = IsPrinter(port) ? -1 : Known.TryGetValue(port, out var known) ? known.TagAt : 0;
        return at >= 0 && at < quote.Length ? quote[at] : (byte)0;
    }

    /// <summary>It may be a TFTP server's answer, which comes from a port of its own (RFC 1350 section 4): DATA or ERROR.</summary>
    public static bool IsTftpAnswer(ReadOnlySpan<byte> answer) => answer.Length >= 4 && answer[0] == 0 && answer[1] is 3 or 5;

    static bool IsPrinter(ushort port) => port is >= 9100 and <= 9107;

    static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    static byte[] Dns(string name, byte type, ushort @class)
    {
        List<byte> query = [0, 0x50, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            query.AddRange([(byte)label.Length, .. Text(label)]);
        }

        return [.. query, 0, 0, type, (byte)(@class >> 8), (byte)@class];
    }

    // Call, RPC version 2, procedure 0, no credentials, no verifier.
    static byte[] Rpc(uint program, byte version) =>
        [0, 0x50, 0x42, 1, 0, 0, 0, 0, 0, 0, 0, 2, (byte)(program >> 24), (byte)(program >> 16), (byte)(program >> 8), (byte)program, 0, 0, 0, version, .. new byte[4 + 16]];

    static byte[] Ntp()
    {
        var packet = new byte[48];
        packet[0] = 0x23;
        return packet;
    }

    // SEQUENCE { version 3, SEQUENCE { msgID, msgMaxSize 65507, flags reportable, USM }, OCTET STRING { SEQUENCE { "", 0, 0, "", "", "" } }, SEQUENCE { "", "", GetRequest { 1, 0, 0, {} } } }
    static byte[] Snmp() =>
    [
        0x30, 0x3A, 0x02, 0x01, 0x03,
        0x30, 0x0F, 0x02, 0x02, 0x4A, 0x00, 0x02, 0x03, 0x00, 0xFF, 0xE3, 0x04, 0x01, 0x04, 0x02, 0x01, 0x03,
        0x04, 0x10, 0x30, 0x0E, 0x04, 0x00, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00, 0x04, 0x00,
        0x30, 0x12, 0x04, 0x00, 0x04, 0x00, 0xA0, 0x0C, 0x02, 0x02, 0x37, 0xF0, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x00,
    ];

    static byte[] Quic()
    {
        var packet = new byte[MostBytes];
        ReadOnlySpan<byte> head = [0xC0, 0x1A, 0x2A, 0x3A, 0x4A, 8, 0, 1, 2, 3, 4, 5, 6, 7, 0];
        head.CopyTo(packet);
        return packet;
    }
}
