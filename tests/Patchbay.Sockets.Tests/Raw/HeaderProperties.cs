using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests.Raw;

/// <summary>What is built reads back, field by field, with good checksums and nothing wrong.</summary>
public class HeaderProperties
{
    static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(3_000).WithQuietOnSuccess(true);

    [Fact]
    public void Every_layer_of_a_built_packet_reads_back() =>
        Prop.ForAll(PacketGenerators.Frames.ToArbitrary(), layers =>
        {
            var frame = PacketBuilder.Build(layers);
            Check(layers, Packet.Decode(frame, LinkKind.Ethernet));

            // An ICMP error here quotes noise.
            Assert.True(layers.Any(layer => layer is IcmpLayer) || !PacketText.Describe(frame, LinkKind.Ethernet).Contains("BAD", StringComparison.Ordinal));
            return true;
        }).Check(Many);

    [Fact]
    public void One_flipped_bit_under_a_checksum_is_seen() =>
        Prop.ForAll(Gen.Zip(PacketGenerators.Frames, Gen.Choose(0, int.MaxValue - 1)).ToArbitrary(), pair =>
        {
            var (layers, at) = pair;
            var upper = layers.FirstOrDefault(layer => layer is TcpLayer or UdpLayer or IcmpLayer);
            if (upper is null)
            {
                return true;
            }

            // Behind the fields that say what is checked: ports, numbers, payload. A UDP header's length and checksum have meanings of their own.
            var frame = PacketBuilder.Build(layers);
            var start = layers.TakeWhile(layer => layer != upper).Sum(layer => layer.HeaderLength);
            var from = upper is UdpLayer ? 4 : upper is TcpLayer ? 12 : 1;
            var flipped = start + (at % from);
            frame[flipped] ^= (byte)(1 << (at % 8));
            var packet = Packet.Decode(frame, LinkKind.Ethernet);
            var status = upper switch { TcpLayer => packet.Tcp.ChecksumStatus, UdpLayer => packet.Udp.ChecksumStatus, _ => packet.Icmp.ChecksumStatus };
            Assert.True(status is ChecksumStatus.Bad or ChecksumStatus.Partial, $"{status}");
            return true;
        }).Check(Many);

    [Fact]
    public void A_fragment_reads_back_and_leaves_the_checksum_open() =>
        Prop.ForAll(Gen.Choose(0, 8191).ToArbitrary(), Gen.Elements(false, true).ToArbitrary(), PacketGenerators.U32.ToArbitrary(), (eighths, more, id) =>
        {
            var offset = eighths * 8;
            var four = Packet.Decode(
                PacketBuilder.Build(new Ipv4Layer(new(1), new(2)) { FragmentOffset = offset, MoreFragments = more, Identification = (ushort)id, Protocol = IpProtocols.Udp }, new PayloadLayer(new byte[16])), LinkKind.Ip);
            Assert.Equal((offset, more, (ushort)id), (four.Ipv4.FragmentOffset, four.Ipv4.MoreFragments, four.Ipv4.Identification));
            var six = Packet.Decode(
                PacketBuilder.Build(new Ipv6Layer(new(new byte[16]), new(new byte[16])), Ipv6ExtensionLayer.Fragment(id, offset, more, IpProtocols.Udp), new PayloadLayer(new byte[16])), LinkKind.Ip);
            var header = First(six.Extensions);
            Assert.Equal((offset, more, id), (header.FragmentOffset, header.MoreFragments, header.Identification));
            Assert.Equal(IpProtocols.Udp, six.Protocol);
            foreach (var packet in (ReadOnlySpan<int>)[4, 6])
            {
                var decoded = packet == 4 ? four : six;
                Assert.Equal(offset == 0, decoded.Has(PacketLayers.Udp));
                Assert.True(offset != 0 || !more || decoded.Udp.ChecksumStatus is ChecksumStatus.Unchecked or ChecksumStatus.Absent);
            }

            return true;
        }).Check(Many);

    [Fact]
    public void A_hardware_address_reads_back_from_bytes_and_from_text() =>
        Prop.ForAll(PacketGenerators.Mac.ToArbitrary(), address =>
        {
            var bytes = new byte[6];
            address.Write(bytes);
            return MacAddress.Read(bytes) == address && MacAddress.TryParse(address.ToString(), out var parsed) && parsed == address
                && MacAddress.TryParse(address.ToString().ToUpperInvariant(), out parsed) && parsed == address;
        }).Check(Many);

    [Fact]
    public void The_checksum_is_that_of_RFC_1071()
    {
        // Section 3: 00 01 f2 03 f4 f5 f6 f7 sum up to ddf2.
        byte[] words = [0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7];
        Assert.Equal(0xddf2, InternetChecksum.Fold(InternetChecksum.Sum(words)));
        Prop.ForAll(PacketGenerators.Bytes(0, 3000).ToArbitrary(), bytes => InternetChecksum.Compute(bytes) == Naive(bytes)).Check(Many);

        static ushort Naive(byte[] bytes)
        {
            var sum = 0;
            for (var i = 0; i < bytes.Length; i++)
            {
                sum += i % 2 == 0 ? bytes[i] << 8 : bytes[i];
                sum = (sum & 0xffff) + (sum >> 16);
            }

            return (ushort)~sum;
        }
    }

    [Fact]
    public void A_computed_UDP_checksum_of_zero_is_sent_as_all_ones()
    {
        // The payload makes the sum come out as zero.
        var layers = new PacketLayer[] { new Ipv4Layer(new(0x0100007f), new(0x0100007f)), new UdpLayer(1, 2), new PayloadLayer(new byte[2]) };
        var first = Packet.Decode(PacketBuilder.Build(layers), LinkKind.Ip).Udp.Checksum;
        layers[2] = new PayloadLayer(new byte[] { (byte)(first >> 8), (byte)first });
        var udp = Packet.Decode(PacketBuilder.Build(layers), LinkKind.Ip).Udp;
        Assert.Equal((0xffff, ChecksumStatus.Good), (udp.Checksum, udp.ChecksumStatus));
        layers[1] = new UdpLayer(1, 2) { WithoutChecksum = true };
        Assert.Equal(ChecksumStatus.Absent, Packet.Decode(PacketBuilder.Build(layers), LinkKind.Ip).Udp.ChecksumStatus);
    }

    [Fact]
    public void Protocol_names_and_numbers_agree_with_the_systems()
    {
        for (var number = 0; number < 256; number++)
        {
            Assert.True(IpProtocols.TryParse(IpProtocols.NameOf((byte)number), out var back));
            Assert.Equal(number, back);
        }

        if (File.Exists("/etc/protocols"))
        {
            foreach (var line in File.ReadLines("/etc/protocols").Select(line => line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(line => line.Length >= 2))
            {
                // "ip" is a wildcard there, "ax.25" is no word of our grammar, and mptcp (262) is no number of the IP header.
                if (line[0] is not ("ip" or "ax.25") && byte.TryParse(line[1], out var wanted))
                {
                    Assert.True(IpProtocols.TryParse(line[0], out var number), line[0]);
                    Assert.Equal(wanted, number);
                }
            }
        }
    }

    static Ipv6Extension First(Ipv6Extensions extensions)
    {
        foreach (var extension in extensions)
        {
            return extension;
        }

        throw new InvalidOperationException("There is no extension.");
    }

    static void Check(PacketLayer[] layers, Packet packet)
    {
        var tag = 0;
        foreach (var layer in layers)
        {
            switch (layer)
            {
                case EthernetLayer ethernet:
                    Assert.Equal((ethernet.Source, ethernet.Destination, HeaderFaults.None), (packet.Ethernet.Source, packet.Ethernet.Destination, packet.Ethernet.Faults));
                    break;
                case VlanLayer vlan:
                    var read = packet.Ethernet.Tag(tag++);
                    Assert.Equal((vlan.Identifier, vlan.Priority, vlan.DropEligible, vlan.Protocol), (read.Identifier, read.Priority, read.DropEligible, read.Protocol));
                    break;
                case ArpLayer arp:
                    Assert.True(packet.Arp.IsIpv4OverEthernet);
                    Assert.Equal(arp, new ArpLayer(packet.Arp.Operation, packet.Arp.SenderHardware, packet.Arp.Sender, packet.Arp.TargetHardware, packet.Arp.Target));
                    break;
                case Ipv4Layer ip:
                    var four = packet.Ipv4;
                    Assert.Equal((ip.Source, ip.Destination), (four.Source, four.Destination));
                    Assert.Equal((ip.TimeToLive, ip.Identification, ip.DontFragment, (int)ip.TypeOfService), (four.TimeToLive, four.Identification, four.DontFragment, (four.DifferentiatedServices << 2) | four.CongestionNotification));
                    Assert.Equal((ChecksumStatus.Good, HeaderFaults.None), (four.ChecksumStatus, four.Faults));
                    Assert.Equal(ip.Options.ToArray(), four.Options.Bytes[..ip.Options.Length].ToArray());
                    break;
                case Ipv6Layer ip:
                    var six = packet.Ipv6;
                    Assert.Equal((ip.Source, ip.Destination), (six.Source, six.Destination));
                    Assert.Equal((ip.HopLimit, ip.TrafficClass, ip.FlowLabel, HeaderFaults.None), (six.HopLimit, six.TrafficClass, six.FlowLabel, six.Faults | packet.Extensions.Faults));
                    Assert.Equal(layers.Count(one => one is Ipv6ExtensionLayer), packet.Extensions.Count);
                    break;
                case TcpLayer tcp:
                    Check(tcp, packet.Tcp);
                    break;
                case UdpLayer udp:
                    Assert.Equal((udp.SourcePort, udp.DestinationPort), (packet.Udp.SourcePort, packet.Udp.DestinationPort));
                    Assert.Equal((ChecksumStatus.Good, HeaderFaults.None), (packet.Udp.ChecksumStatus, packet.Udp.Faults));
                    break;
                case IcmpLayer icmp:
                    Assert.Equal((icmp.Type, icmp.Code, icmp.Rest), (packet.Icmp.Type, packet.Icmp.Code, packet.Icmp.Rest));
                    Assert.Equal((ChecksumStatus.Good, HeaderFaults.None), (packet.Icmp.ChecksumStatus, packet.Icmp.Faults));
                    break;
                case PayloadLayer payload:
                    Assert.Equal(payload.Bytes.ToArray(), packet.Payload.ToArray());
                    break;
            }
        }

        Assert.Equal(layers.Count(layer => layer is VlanLayer), packet.Ethernet.TagCount);
    }

    static void Check(TcpLayer tcp, TcpHeader read)
    {
        Assert.Equal((tcp.SourcePort, tcp.DestinationPort, tcp.SequenceNumber, tcp.AcknowledgmentNumber), (read.SourcePort, read.DestinationPort, read.SequenceNumber, read.AcknowledgmentNumber));
        Assert.Equal((tcp.Flags, tcp.Window, tcp.UrgentPointer), (read.Flags, read.Window, read.UrgentPointer));
        Assert.Equal((tcp.MaximumSegmentSize, tcp.WindowScale, tcp.SackPermitted, tcp.Timestamps), (read.MaximumSegmentSize, read.WindowScale, read.SackPermitted, read.Timestamps));
        Assert.Equal(tcp.SackBlocks.Count, read.SackBlockCount);
        for (var i = 0; i < tcp.SackBlocks.Count; i++)
        {
            Assert.Equal(tcp.SackBlocks[i], read.SackBlock(i));
        }

        Assert.Equal((ChecksumStatus.Good, HeaderFaults.None), (read.ChecksumStatus, read.Faults));
    }
}
