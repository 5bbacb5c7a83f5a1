using System.Buffers.Binary;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Patchbay.Linux.Packets;
using Patchbay.Sockets;

namespace Patchbay.Probing.Tests.Engines;

/// <summary>The pure parts of the SYN scan.</summary>
public class SynPieceTests
{
    static readonly IPAddress Ours = IPAddress.Parse("10.0.0.1"), Theirs = IPAddress.Parse("10.0.0.2"), Router = IPAddress.Parse("10.0.0.9");
    static readonly IPAddress Ours6 = IPAddress.Parse("fd00::1"), Theirs6 = IPAddress.Parse("fd00::2"), Router6 = IPAddress.Parse("fd00::9");

    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void SipHash_gives_the_vectors_of_its_authors(int length, ulong hash)
    {
        // Appendix A and the reference vectors: the key is 00 01 … 0f, the message 00 01 … .
        var sip = new SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908);
        Assert.Equal(hash, sip.Compute([.. Enumerable.Range(0, length).Select(static i => (byte)i)]));
    }

    [Fact]
    public void A_cookie_depends_on_key_address_and_both_ports()
    {
        var cookie = new SynCookie(1, 2);
        var all = new HashSet<uint>
        {
            cookie.Of([10, 0, 0, 1], 80, 61_000), cookie.Of([10, 0, 0, 2], 80, 61_000), cookie.Of([10, 0, 0, 1], 81, 61_000), cookie.Of([10, 0, 0, 1], 80, 61_001),
            new SynCookie(1, 3).Of([10, 0, 0, 1], 80, 61_000), SynCookie.WithRandomKey().Of([10, 0, 0, 1], 80, 61_000),
        };
        Assert.Equal(6, all.Count);
        Assert.Equal(cookie.Of([10, 0, 0, 1], 80, 61_000), cookie.Of([10, 0, 0, 1], 80, 61_000));
    }

    [Fact]
    public void Every_packet_of_a_changed_template_has_a_right_checksum() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<ulong>(), static (addresses, rest) =>
        {
            Span<byte> packet = stackalloc byte[64];
            SynPacket.Write4(packet);
            Span<byte> both = stackalloc byte[8];
            for (var i = 0; i < 3; i++)
            {
                BinaryPrimitives.WriteUInt64BigEndian(both, addresses + (ulong)i);
                SynPacket.Set4(packet, both[..4], both[4..], (ushort)(rest >> 48), (ushort)(rest >> 32), (uint)rest + (uint)i);
            }

            ReadOnlySpan<byte> pseudo = [.. packet[12..20], 0, 6, 0, SynPacket.TcpLength];
            return InternetChecksum.IsGood(packet[20..SynPacket.Length4], InternetChecksum.Sum(pseudo));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Answers_are_read_and_pass_the_filter_and_what_answers_nothing_does_neither(bool isV6)
    {
        var (ours, theirs, router) = isV6 ? (Ours6, Theirs6, Router6) : (Ours, Theirs, Router);
        var code = ClassicFilter.ForAnswers(isV6, 61_024, 32);

        var open = Read(Segment(theirs, ours, 80, 61_030, TcpFlags.Syn | TcpFlags.Ack, 1_001), code)!.Value;
        Assert.Equal((PortState.Open, ProbeReason.SynAck, (ushort)80, (ushort)61_030, 1_000u, $"{theirs}", ""), open);
        var closed = Read(Segment(theirs, ours, 80, 61_030, TcpFlags.Rst | TcpFlags.Ack, 0), code)!.Value;
        Assert.Equal((PortState.Closed, ProbeReason.Reset, (ushort)80, (ushort)61_030, uint.MaxValue, $"{theirs}", ""), closed);

        // An error of a router quotes our probe.
        var probe = Segment(ours, theirs, 61_030, 80, TcpFlags.Syn, 0, sequence: 1_000);
        var icmp = Icmp(router, ours, isV6 ? (byte)1 : (byte)3, isV6 ? (byte)1 : (byte)13, probe);
        Assert.Equal((PortState.Filtered, ProbeReason.AdminProhibited, (ushort)80, (ushort)61_030, 1_000u, $"{theirs}", $"{router}"), Read(icmp, code)!.Value);

        // Cut off before the ports; another message; a bare ACK; a SYN; ports of others.
        Assert.Null(Parse(icmp[..^(probe.Length - (isV6 ? 40 : 20) - 4)]));
        Assert.Null(Read(Icmp(router, ours, isV6 ? (byte)129 : (byte)0, 0, probe), code));
        Assert.Null(Parse(Segment(theirs, ours, 80, 61_030, TcpFlags.Ack, 1)));
        Assert.Null(Parse(Segment(theirs, ours, 80, 61_030, TcpFlags.Syn, 1)));
        Assert.Null(Read(Segment(theirs, ours, 80, 61_056, TcpFlags.Rst | TcpFlags.Ack, 1), code));
        Assert.Null(Read(Segment(theirs, ours, 80, 61_023, TcpFlags.Rst | TcpFlags.Ack, 1), code));
    }

    [Fact]
    public void No_bytes_make_the_reader_fail()
    {
        var random = new Random(11);
        byte[][] seeds =
        [
            Segment(Theirs, Ours, 80, 61_030, TcpFlags.Syn | TcpFlags.Ack, 1), Icmp(Router, Ours, 3, 3, Segment(Ours, Theirs, 61_030, 80, TcpFlags.Syn, 0)),
            Segment(Theirs6, Ours6, 80, 61_030, TcpFlags.Rst | TcpFlags.Ack, 1), Icmp(Router6, Ours6, 1, 4, Segment(Ours6, Theirs6, 61_030, 80, TcpFlags.Syn, 0)),
        ];
        var read = 0;
        for (var i = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000; i > 0; i--)
        {
            var packet = seeds[random.Next(seeds.Length)].ToArray();
            for (var changes = random.Next(4); changes > 0; changes--)
            {
                packet[random.Next(packet.Length)] = (byte)random.Next(256);
            }

            read += SynAnswer.TryRead(packet.AsSpan(0, random.Next(packet.Length + 1)), out _) ? 1 : 0;
        }

        Assert.True(read > 0);
    }

    static (PortState, ProbeReason, ushort, ushort, uint, string, string)? Read(byte[] packet, ulong[] code)
    {
        var passes = ClassicFilterMachine.Run(code, packet) > 0;
        var parsed = Parse(packet);
        Assert.True(passes || parsed is null || parsed.Value.Item4 is < 61_024 or >= 61_056, "The filter holds an answer back.");
        return passes ? parsed : null;
    }

    static (PortState, ProbeReason, ushort, ushort, uint, string, string)? Parse(byte[] packet) => SynAnswer.TryRead(packet, out var answer)
        ? (answer.State, answer.Reason, answer.Port, answer.SourcePort, answer.Sequence, $"{new IPAddress(answer.Target)}", answer.Reporter.IsEmpty ? "" : $"{new IPAddress(answer.Reporter)}")
        : null;

    static byte[] Segment(IPAddress from, IPAddress to, ushort source, ushort destination, TcpFlags flags, uint acknowledgement, uint sequence = 7) =>
        PacketBuilder.Build(Network(from, to), new TcpLayer(source, destination) { Flags = flags, AcknowledgmentNumber = acknowledgement, SequenceNumber = sequence });

    static byte[] Icmp(IPAddress from, IPAddress to, byte type, byte code, byte[] quoted) => PacketBuilder.Build(Network(from, to), new IcmpLayer(type, code), new PayloadLayer(quoted));

    static PacketLayer Network(IPAddress from, IPAddress to) => from.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? new Ipv4Layer(from, to) : new Ipv6Layer(from, to);
}
