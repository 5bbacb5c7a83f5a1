using System.Net;

namespace Patchbay.Sockets.Tests.Raw;

/// <summary>The words, as people see them.</summary>
public class PacketTextTests
{
    static readonly EthernetLayer Ethernet = new(new MacAddress(0x02000000000a), new MacAddress(0x02000000000b));
    static readonly Ipv4Layer Four = new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
    static readonly Ipv6Layer Six = new(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"));
    static readonly TcpLayer Tcp = new(52_000, 80) { Flags = TcpFlags.Syn | TcpFlags.Ack, SequenceNumber = 7, AcknowledgmentNumber = 9, MaximumSegmentSize = 1460, WindowScale = 7, SackPermitted = true, Timestamps = (1, 2) };
    static readonly UdpLayer Udp = new(53, 5353);

    [Fact]
    public void A_frame_is_told_a_line_a_layer() => Tells(
        """
        Ethernet  02:00:00:00:00:0a to 02:00:00:00:00:0b, VLAN 5 priority 3, IPv4
        IPv4      192.0.2.1 to 192.0.2.2, tcp, TTL 64, id 0, don't fragment, 67 bytes, checksum good
        TCP       port 52000 to 80, SYN ACK, seq 7, ack 9, window 65535, MSS 1460, window scale 7, SACK permitted, timestamps 1 and 2, checksum good
        data      7 bytes: "GET /.."
        """,
        "192.0.2.1:52000 to 192.0.2.2:80 TCP SYN ACK, seq 7, ack 9, window 65535, MSS 1460, window scale 7, SACK permitted, timestamps 1 and 2, checksum good, 7 bytes",
        Ethernet, new VlanLayer(5) { Priority = 3 }, Four with { DontFragment = true }, Tcp, Data("GET /\r\n"));

    [Fact]
    public void An_error_is_told_with_the_packet_it_is_about() => Tells(
        """
        Ethernet  02:00:00:00:00:0a to 02:00:00:00:00:0b, IPv4
        IPv4      192.0.2.1 to 192.0.2.2, icmp, TTL 64, id 0, 56 bytes, checksum good
        ICMP      port unreachable, checksum good
          IPv4    192.0.2.1 to 192.0.2.2, udp, TTL 1, id 0, 33 bytes, checksum good, cut: not all of it is here
          UDP     port 53 to 5353, 13 bytes, cut: not all of it is here
        """,
        "192.0.2.1 to 192.0.2.2 ICMP port unreachable, checksum good",
        Ethernet, Four, new IcmpLayer(3, 3), new PayloadLayer(PacketBuilder.Build(Four with { TimeToLive = 1 }, Udp, Data("hello")).AsMemory(0, 28)));

    [Fact]
    public void ARP_and_neighbour_discovery_are_questions_and_answers()
    {
        Tells(
            """
            Ethernet  02:00:00:00:00:0a to everybody, ARP
            ARP       who has 192.0.2.2? 192.0.2.1 at 02:00:00:00:00:0a asks
            """,
            "ARP who has 192.0.2.2? 192.0.2.1 at 02:00:00:00:00:0a asks",
            Ethernet with { Destination = MacAddress.Broadcast }, new ArpLayer(1, Ethernet.Source, Four.Source, default, Four.Destination));
        Tells(
            """
            Ethernet  02:00:00:00:00:0a to 02:00:00:00:00:0b, IPv6
            IPv6      2001:db8::1 to 2001:db8::2, ipv6-icmp, hop limit 255, 72 bytes
            ICMPv6    neighbor solicitation, who has 2001:db8::2?, from 02:00:00:00:00:0a, checksum good
            """,
            "2001:db8::1 to 2001:db8::2 ICMPv6 neighbor solicitation, who has 2001:db8::2?, from 02:00:00:00:00:0a, checksum good",
            Ethernet, Six with { HopLimit = 255 }, new IcmpLayer(135, 0), new PayloadLayer((byte[])[.. Six.Destination.GetAddressBytes(), 1, 1, 2, 0, 0, 0, 0, 10]));
    }

    [Fact]
    public void Fragments_and_extension_headers_are_named() => Tells(
        """
        Ethernet  02:00:00:00:00:0a to 02:00:00:00:00:0b, IPv6
        IPv6      2001:db8::1 to 2001:db8::2, udp, hop limit 64, router alert, id 99, fragment from byte 1448, 60 bytes
        data      4 bytes: "part"
        """,
        "2001:db8::1 to 2001:db8::2 udp fragment from byte 1448, 4 bytes",
        Ethernet, Six, new Ipv6ExtensionLayer(0, new byte[] { 5, 2, 0, 0, 1, 0 }), Ipv6ExtensionLayer.Fragment(99, 1448, true, IpProtocols.Udp), Data("part"));

    [Fact]
    public void What_is_wrong_is_said_where_it_is_wrong()
    {
        var frame = PacketBuilder.Build(Four, Udp, Data("hello"));
        frame[^1] ^= 1;
        Assert.Contains("UDP       port 53 to 5353, 13 bytes, checksum BAD (0x", PacketText.Describe(frame, LinkKind.Ip), StringComparison.Ordinal);
        frame[8]--;
        Assert.Contains("33 bytes, checksum BAD (0x", PacketText.Describe(frame, LinkKind.Ip), StringComparison.Ordinal);
        Assert.Contains("cut: not all of it is here", PacketText.Describe(frame.AsSpan(0, 30), LinkKind.Ip), StringComparison.Ordinal);
        Assert.Equal("Ethernet  00:00:00:00:00:00 to 00:00:00:00:00:00, CUT: the header is not whole", PacketText.Describe(new byte[3], LinkKind.Ethernet));
        Assert.Equal("", PacketText.Describe([], LinkKind.Ip));
        Assert.Equal("data      3 bytes: \"a.b\"", PacketText.Describe("a\u001bb"u8, LinkKind.Unknown));
    }

    [Fact]
    public void A_packet_within_packets_within_packets_ends_somewhere()
    {
        PacketLayer[] layers = [.. Enumerable.Repeat<PacketLayer>(Four, 100), Udp, Data("deep")];
        Assert.Equal(4, PacketText.Describe(PacketBuilder.Build(layers), LinkKind.Ip).Split('\n').Length);
    }

    static PayloadLayer Data(string text) => new(System.Text.Encoding.ASCII.GetBytes(text));

    static void Tells(string lines, string line, params PacketLayer[] layers)
    {
        var frame = PacketBuilder.Build(layers);
        Assert.Equal(lines.ReplaceLineEndings("\n"), PacketText.Describe(frame, LinkKind.Ethernet));
        Assert.Equal(line, PacketText.Summarize(frame, LinkKind.Ethernet));
    }
}
