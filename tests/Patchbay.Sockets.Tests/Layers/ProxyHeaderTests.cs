using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests.Layers;

/// <summary>The PROXY protocol's headers against proxy-protocol.txt.</summary>
public sealed class ProxyHeaderTests
{
    [Theory]
    [InlineData("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", "192.168.0.1:56324", "192.168.0.11:443")]
    [InlineData("PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\nGET", "255.255.255.255:65535", "0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:db8::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 1 2\r\n", "[2001:db8::1]:1", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:2")]
    public void A_line_of_version_1_is_read(string line, string source, string destination)
    {
        var result = ProxyHeaderParser.Parse(line.Ascii(), ProxyProtocolVersions.Any);
        Assert.Null(result.Error);
        Assert.Equal(line.IndexOf('\n') + 1, result.Length);
        Assert.Equal((source, destination), (result.Header!.Source!.ToString(), result.Header.Destination!.ToString()));
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n")]
    [InlineData("PROXY UNKNOWN whatever stands here\r\n")]
    public void Unknown_keeps_the_connections_own_ends(string line)
    {
        var result = ProxyHeaderParser.Parse(line.Ascii(), ProxyProtocolVersions.V1);
        Assert.True(result.Header!.IsLocal);
        Assert.Equal(line.Length, result.Length);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", "is missing: the connection begins with \"GET / HTTP/1.1\"")]
    [InlineData("PROXYTCP4", "is missing")]
    [InlineData("PROXY  TCP4 1.2.3.4 1.2.3.5 1 2\r\n", "names another protocol")]
    [InlineData("PROXY UDP4 1.2.3.4 1.2.3.5 1 2\r\n", "names another protocol")]
    [InlineData("PROXY UNKNOWNS\r\n", "names another protocol")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.5 1\r\n", "has 3 fields after TCP4, not 4")]
    [InlineData("PROXY TCP4 1.2.3.4  1.2.3.5 1 2\r\n", "has 5 fields")]
    [InlineData("PROXY TCP4 1.2.3.04 1.2.3.5 1 2\r\n", "has an address that is no TCP4 address")]
    [InlineData("PROXY TCP4 1.2.3 1.2.3.5 1 2\r\n", "has an address that is no TCP4 address")]
    [InlineData("PROXY TCP4 ::1 ::1 1 2\r\n", "has an address that is no TCP4 address")]
    [InlineData("PROXY TCP6 1.2.3.4 1.2.3.5 1 2\r\n", "has an address that is no TCP6 address")]
    [InlineData("PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", "has an address that is no TCP6 address")]
    [InlineData("PROXY TCP6 [::1] ::1 1 2\r\n", "has an address that is no TCP6 address")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.5 01 2\r\n", "has a port that is none")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.5 1 65536\r\n", "has a port that is none")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.5 1 +2\r\n", "has a port that is none")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.5 1 2\n", "does not end with CR LF")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.5 1 2\rX", "does not end with CR LF")]
    [InlineData("PROXY UNKNOWN 67890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456\r\n", "no end within 107 bytes")]
    public void A_line_that_is_none_says_what_is_wrong(string line, string error)
    {
        var result = ProxyHeaderParser.Parse(line.Ascii(), ProxyProtocolVersions.Any);
        Assert.Null(result.Header);
        Assert.Contains(error, result.Error);
    }

    [Theory]
    [InlineData("0D0A0D0A000D0A515549540A 21 11 000C 7F000001 C0000201 1F90 01BB", "127.0.0.1:8080", "192.0.2.1:443", false)]
    [InlineData("0D0A0D0A000D0A515549540A 21 12 000C 7F000001 C0000201 1F90 01BB", "127.0.0.1:8080", "192.0.2.1:443", true)]
    [InlineData("0D0A0D0A000D0A515549540A 21 21 0024 00000000000000000000000000000001 20010DB8000000000000000000000002 1F90 01BB", "[::1]:8080", "[2001:db8::2]:443", false)]
    public void A_header_of_version_2_is_read(string hex, string source, string destination, bool isDatagram)
    {
        var bytes = Hex(hex);
        var result = ProxyHeaderParser.Parse(bytes, ProxyProtocolVersions.V2);
        Assert.Null(result.Error);
        Assert.Equal(bytes.Length, result.Length);
        Assert.Equal((source, destination, isDatagram), (result.Header!.Source!.ToString(), result.Header.Destination!.ToString(), result.Header.IsDatagram));
    }

    [Theory]
    [InlineData("0D0A0D0A000D0A515549540A 20 00 0000")]
    [InlineData("0D0A0D0A000D0A515549540A 20 FF 0003 010203")]
    [InlineData("0D0A0D0A000D0A515549540A 21 00 0005 0102030405")]
    [InlineData("0D0A0D0A000D0A515549540A 21 10 0002 0102")]
    public void Local_and_unspecified_keep_the_connections_own_ends(string hex)
    {
        var result = ProxyHeaderParser.Parse(Hex(hex), ProxyProtocolVersions.V2);
        Assert.True(result.Header!.IsLocal);
        Assert.Equal(Hex(hex).Length, result.Length);
    }

    [Theory]
    [InlineData("0D0A0D0A000D0A515549540A 11", "unknown version 1")]
    [InlineData("0D0A0D0A000D0A515549540A 22", "unknown command 2")]
    [InlineData("0D0A0D0A000D0A515549540A 21 41", "unknown family or transport 0x41")]
    [InlineData("0D0A0D0A000D0A515549540A 21 13", "unknown family or transport 0x13")]
    [InlineData("0D0A0D0A000D0A515549540A 21 11 FFFF", "at most 16400 are read")]
    [InlineData("0D0A0D0A000D0A515549540A 21 11 0004 7F000001", "too short for its addresses: 4 of 12 bytes")]
    [InlineData("0D0A0D0A000D0A515549540A 21 11 000E 7F000001 C0000201 1F90 01BB 0400", "ends in the middle of a TLV")]
    [InlineData("0D0A0D0A000D0A515549540A 21 11 0010 7F000001 C0000201 1F90 01BB 04000261", "ends in the middle of a TLV")]
    [InlineData("0D0A0D0A000D0A515549540A 21 11 0013 7F000001 C0000201 1F90 01BB 030004DEADBEEF", "does not match its checksum")]
    public void A_header_of_version_2_that_is_none_says_what_is_wrong(string hex, string error)
    {
        var result = ProxyHeaderParser.Parse(Hex(hex), ProxyProtocolVersions.Any);
        Assert.Null(result.Header);
        Assert.Contains(error, result.Error);
    }

    [Fact]
    public void A_version_that_is_not_taken_is_named()
    {
        Assert.Contains("is of version 1", ProxyHeaderParser.Parse("PROXY "u8, ProxyProtocolVersions.V2).Error);
        Assert.Contains("is of version 2", ProxyHeaderParser.Parse(ProxyHeaderV2.Signature, ProxyProtocolVersions.V1).Error);
    }

    [Fact]
    public void What_is_written_is_read_again_byte_by_byte_and_nothing_behind_it()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(Headers().ToArbitrary(), header =>
        {
            var bytes = header.Version == ProxyProtocolVersions.V1 ? ProxyHeaderV1.Format(header) : ProxyHeaderV2.Format(header, withChecksum: header.Tlvs.Count % 2 == 0);
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Equal(ProxyHeaderResult.NeedsMore, ProxyHeaderParser.Parse(bytes.AsSpan(0, length), ProxyProtocolVersions.Any));
            }

            var result = ProxyHeaderParser.Parse([.. bytes, 0x50, 0x52], ProxyProtocolVersions.Any);
            Assert.Null(result.Error);
            Assert.Equal(bytes.Length, result.Length);
            var read = result.Header!;
            Assert.Equal((header.Version, header.IsLocal, header.IsDatagram), (read.Version, read.IsLocal, read.IsDatagram));
            Assert.Equal(header.Source?.ToString(), read.Source?.ToString());
            Assert.Equal(header.Destination?.ToString(), read.Destination?.ToString());
            Assert.Equal(header.Tlvs.Select(static tlv => (tlv.Type, Convert.ToHexString(tlv.Value.Span))), read.Tlvs.Select(static tlv => (tlv.Type, Convert.ToHexString(tlv.Value.Span))));
        }));
    }

    [Fact]
    public void A_bit_turned_in_a_header_with_checksum_is_noticed()
    {
        var header = new ProxyProtocolHeader { Version = ProxyProtocolVersions.V2, Source = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 1), Destination = new IPEndPoint(IPAddress.Loopback, 2) };
        var bytes = ProxyHeaderV2.Format(header, withChecksum: true);
        Assert.Null(ProxyHeaderParser.Parse(bytes, ProxyProtocolVersions.V2).Error);
        for (var bit = 16 * 8; bit < 28 * 8; bit++)
        {
            var turned = bytes.ToArray();
            turned[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains("checksum", ProxyHeaderParser.Parse(turned, ProxyProtocolVersions.V2).Error);
        }
    }

    [Fact]
    public void A_million_damaged_headers_are_read_or_refused_and_never_anything_else()
    {
        var random = new Random(20_261_121);
        byte[][] seeds =
        [
            "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n".Ascii(), "PROXY TCP6 2001:db8::1 ::1 1 65535\r\n".Ascii(), "PROXY UNKNOWN\r\n".Ascii(),
            .. Headers().Sample(40, 60).Select(static header => header.Version == ProxyProtocolVersions.V1 ? ProxyHeaderV1.Format(header) : ProxyHeaderV2.Format(header, withChecksum: true)),
        ];
        var start = Stopwatch.GetTimestamp();
        int read = 0, refused = 0, waiting = 0;
        for (var input = 0; input < 1_000_000; input++)
        {
            var bytes = seeds[input % seeds.Length].AsSpan().ToArray().AsSpan();
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var result = ProxyHeaderParser.Parse(bytes[..random.Next(bytes.Length + 1)], ProxyProtocolVersions.Any);
            Assert.False(result is { Header: not null, Error: not null });
            Assert.InRange(result.Length, 0, bytes.Length);
            _ = result.Header is not null ? read++ : result.Error is not null ? refused++ : waiting++;
        }

        Assert.True(read > 1_000 && refused > 10_000 && waiting > 10_000, $"{read} read, {refused} refused, {waiting} waiting in {Stopwatch.GetElapsedTime(start)}");
    }

    static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    static Gen<ProxyProtocolHeader> Headers()
    {
        var port = Gen.Choose(0, 65535);
        var bytes = ArbMap.Default.GeneratorFor<byte>();
        var v4 = bytes.ArrayOf(4).Zip(port, static (address, port) => (EndPoint?)new IPEndPoint(new IPAddress(address), port));

        // Not mapped: those are written as what they stand for.
        var v6 = bytes.ArrayOf(16).Zip(port, static (address, port) => (EndPoint?)new IPEndPoint(new IPAddress((byte[])[0x20, .. address[1..]]), port));
        var unix = Gen.Elements<EndPoint?>(new UnixDomainSocketEndPoint("/run/x"), new UnixDomainSocketEndPoint("\0name"), new UnixDomainSocketEndPoint(new string('p', 107)), null);
        var tlvs = Gen.Choose(0x05, 0xff).Zip(bytes.ArrayOf(), static (type, value) => new ProxyProtocolTlv((byte)type, value)).ListOf().Select(static list => (IReadOnlyList<ProxyProtocolTlv>)[.. list.Take(5)]);
        var ends = Gen.OneOf(v4.Two(), v6.Two());
        var one = ends.Select(static ends => new ProxyProtocolHeader { Version = ProxyProtocolVersions.V1, Source = ends.Item1, Destination = ends.Item2 });
        var two = Gen.OneOf(v4.Two(), v6.Two(), unix.Two().Where(static ends => ends.Item1 is not null || ends.Item2 is not null))
            .Zip(tlvs.Zip(ArbMap.Default.GeneratorFor<bool>()), static (ends, rest) => new ProxyProtocolHeader { Version = ProxyProtocolVersions.V2, Source = ends.Item1, Destination = ends.Item2, Tlvs = rest.Item1, IsDatagram = rest.Item2 });
        var local = Gen.Elements(ProxyProtocolVersions.V1, ProxyProtocolVersions.V2).Select(static version => new ProxyProtocolHeader { Version = version, IsLocal = true });
        return Gen.Frequency((4, one), (4, two), (1, local));
    }
}
