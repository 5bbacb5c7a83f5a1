using System.Net;

namespace Patchbay.Sockets.Tests.Raw;

/// <summary>Decoders take any bytes. A failure prints the seed that repeats it.</summary>
public class HeaderFuzzTests
{
    const int Inputs = 1_000_000;

    [Fact]
    public void A_million_random_and_damaged_packets_are_decoded_without_an_exception()
    {
        var seeds = ValidPackets();
        var faulty = 0;
        var sound = 0;
        Parallel.For(0, 8, part =>
        {
            var random = new Random(part);
            var buffer = new byte[2048];
            var (mine, whole) = (0, 0);
            for (var i = 0; i < Inputs / 8; i++)
            {
                var input = Make(random, seeds, buffer);
                var link = (LinkKind)random.Next(2);
                try
                {
                    if (Touch(Packet.Decode(input, link)) == HeaderFaults.None)
                    {
                        whole++;
                    }
                    else
                    {
                        mine++;
                    }

                    // Words take longer than fields: one input in 16, and every one with a slow run.
                    if (i % 16 == 0 || Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1")
                    {
                        CheckText(PacketText.Describe(input, link));
                        CheckText(PacketText.Summarize(input, link) + "x");
                    }
                }
                catch (Exception error) when (error is not Xunit.Sdk.XunitException)
                {
                    Assert.Fail($"part {part}, input {i}, {link}, {Convert.ToHexString(input)}: {error}");
                }
            }

            Interlocked.Add(ref faulty, mine);
            Interlocked.Add(ref sound, whole);
        });

        // Inputs that are all rejected at the first byte would prove nothing.
        Assert.Equal(Inputs, faulty + sound);
        Assert.InRange(sound, Inputs / 20, Inputs);
        Assert.InRange(faulty, Inputs / 20, Inputs);
    }

    static void CheckText(string text)
    {
        Assert.InRange(text.Length, 0, 10_000);
        Assert.DoesNotContain(text, character => character is not '\n' and (< ' ' or > '~'));
    }

    static ReadOnlySpan<byte> Make(Random random, byte[][] seeds, byte[] buffer)
    {
        if (random.Next(4) == 0)
        {
            var noise = buffer.AsSpan(0, random.Next(160));
            random.NextBytes(noise);
            return noise;
        }

        var seed = seeds[random.Next(seeds.Length)];
        seed.CopyTo(buffer, 0);
        var length = seed.Length;
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            // Most of what matters stands in the first 80 bytes.
            var at = random.Next(Math.Min(length, random.Next(2) == 0 ? 80 : length));
            switch (random.Next(4))
            {
                case 0:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    buffer[at] = (byte)random.Next(256);
                    break;
                case 2:
                    buffer[at] = random.Next(2) == 0 ? (byte)0 : (byte)255;
                    break;
                default:
                    length = Math.Max(1, at);
                    break;
            }
        }

        return buffer.AsSpan(0, length);
    }

    /// <summary>Reads every property of every header, and every option.</summary>
    static HeaderFaults Touch(Packet packet)
    {
        var faults = HeaderFaults.None;
        if (packet.Has(PacketLayers.Ethernet))
        {
            faults |= packet.Ethernet.Faults;
            for (var i = 0; i < packet.Ethernet.TagCount; i++)
            {
                _ = packet.Ethernet.Tag(i).Identifier + packet.Ethernet.Tag(i).Priority;
            }
        }

        faults |= packet.Has(PacketLayers.Arp) ? packet.Arp.Faults : 0;
        _ = (packet.Arp.Sender, packet.Arp.Target, packet.Arp.SenderHardware, packet.Arp.TargetHardware, packet.Arp.Operation);
        faults |= packet.Has(PacketLayers.Ipv4) ? packet.Ipv4.Faults : 0;
        _ = (packet.Ipv4.Source, packet.Ipv4.Destination, packet.Ipv4.FragmentOffset, packet.Ipv4.Trailer.Length);
        Count(packet.Ipv4.Options);
        if (packet.Has(PacketLayers.Ipv6))
        {
            faults |= packet.Ipv6.Faults | packet.Extensions.Faults;
            _ = (packet.Ipv6.Source, packet.Ipv6.Destination, packet.Ipv6.FlowLabel, packet.Ipv6.TrafficClass);
            foreach (var extension in packet.Extensions)
            {
                Count(extension.Options);
                _ = (extension.FragmentOffset, extension.Identification, extension.RoutingType, extension.SegmentsLeft);
            }
        }

        faults |= packet.Has(PacketLayers.Tcp) ? packet.Tcp.Faults : 0;
        _ = (packet.Tcp.MaximumSegmentSize, packet.Tcp.WindowScale, packet.Tcp.SackPermitted, packet.Tcp.Timestamps, packet.Tcp.UrgentPointer);
        Count(packet.Tcp.Options);
        for (var i = 0; i < packet.Tcp.SackBlockCount; i++)
        {
            packet.Tcp.SackBlock(i);
        }

        faults |= packet.Has(PacketLayers.Udp) ? packet.Udp.Faults : 0;
        faults |= packet.Has(PacketLayers.Igmp) ? packet.Igmp.Faults : 0;
        _ = (packet.Igmp.Group, packet.Igmp.RecordCount, packet.Igmp.RecordType);
        if (packet.Has(PacketLayers.Icmp))
        {
            faults |= packet.Icmp.Faults;
            _ = (packet.Icmp.Mtu, packet.Icmp.Gateway, packet.Icmp.Identifier);
            var inner = Packet.Decode(packet.Icmp.Quoted, LinkKind.Ip);
            _ = (inner.Udp.SourcePort, inner.Payload.Length);
            var neighbor = NeighborMessage.Decode(packet.Icmp);
            _ = (neighbor.Target, neighbor.LinkAddress, neighbor.Mtu, neighbor.RedirectedDestination, neighbor.RouterLifetime);
            Count(neighbor.Options);
        }

        return faults;

        static void Count(HeaderOptions options)
        {
            foreach (var option in options)
            {
                _ = option.Kind + option.Data.Length;
            }
        }
    }

    static byte[][] ValidPackets()
    {
        var ethernet = new EthernetLayer(new(0x020000000001), new(0x020000000002));
        var four = new Ipv4Layer(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        var six = new Ipv6Layer(IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"));
        var tcp = new TcpLayer(1234, 80) { Flags = TcpFlags.Syn, MaximumSegmentSize = 1460, WindowScale = 7, SackPermitted = true, Timestamps = (1, 2), SackBlocks = [(1, 2), (3, 4)] };
        var udp = new UdpLayer(53, 53);
        var data = new PayloadLayer("some data that nobody reads"u8.ToArray());
        var quoted = new PayloadLayer(PacketBuilder.Build(four, udp, data));
        var quoted6 = new PayloadLayer(PacketBuilder.Build(six, udp, data));
        PacketLayer[][] frames =
        [
            [four, tcp, data], [six, tcp, data], [four with { Options = new byte[] { 7, 7, 4, 1, 2, 3, 4, 148, 4, 0, 0 } }, udp, data],
            [six, new Ipv6ExtensionLayer(0, new byte[] { 5, 2, 0, 0, 1, 0 }), new Ipv6ExtensionLayer(60, new byte[] { 1, 4, 0, 0, 0, 0 }), udp, data],
            [six, new Ipv6ExtensionLayer(43, new byte[22]), udp, data],
            [six, Ipv6ExtensionLayer.Fragment(7, 0, true, IpProtocols.Udp), udp, data],
            [four with { MoreFragments = true }, udp, data],
            [four, new IcmpLayer(3, 3), quoted], [four, new IcmpLayer(11, 0), quoted], [four, IcmpLayer.Echo(8, 1, 2), data], [four, new IcmpLayer(5, 0, 0x01020304), quoted],
            [six, new IcmpLayer(1, 4), quoted6], [six, new IcmpLayer(2, 0, 1280), quoted6],
            [six, new IcmpLayer(135, 0), new PayloadLayer((byte[])[.. new byte[16], 1, 1, 2, 0, 0, 0, 0, 1])],
            [six, new IcmpLayer(134, 0), new PayloadLayer((byte[])[.. new byte[8], 5, 1, 0, 0, 0, 0, 5, 220, 1, 1, 2, 0, 0, 0, 0, 1])],
            [four with { Protocol = IpProtocols.Igmp }, new PayloadLayer(new byte[] { 0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 239, 1, 2, 3 })],
            [four, six, tcp, data], [four, four, four, four, four, udp, data],
            [new ArpLayer(1, new(1), IPAddress.Loopback, new(2), IPAddress.Loopback)],
        ];
        return
        [
            .. frames.Select(layers => PacketBuilder.Build([ethernet, .. layers])),
            .. frames.Select(layers => PacketBuilder.Build([ethernet, new VlanLayer(5), .. layers])),
            .. frames.Where(layers => layers[0] is NetworkLayer).Select(layers => PacketBuilder.Build(layers)),
        ];
    }
}
