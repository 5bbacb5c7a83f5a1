using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Patchbay.Sockets.Tests.Raw;

/// <summary>Layers to build packets from, every field anywhere in its range.</summary>
static class PacketGenerators
{
    public static readonly Gen<byte> U8 = Gen.Choose(0, 255).Select(value => (byte)value);
    public static readonly Gen<ushort> U16 = Gen.Choose(0, 65_535).Select(value => (ushort)value);
    public static readonly Gen<uint> U32 = U16.Two().Select(pair => (uint)pair.Item1 << 16 | pair.Item2);
    public static readonly Gen<bool> Bit = Gen.Elements(false, true);
    public static readonly Gen<MacAddress> Mac = Gen.Zip(U16, U32).Select(pair => new MacAddress((ulong)pair.Item1 << 32 | pair.Item2));
    public static readonly Gen<IPAddress> Address4 = Bytes(4, 4).Select(bytes => new IPAddress(bytes));
    public static readonly Gen<IPAddress> Address6 = Bytes(16, 16).Select(bytes => new IPAddress(bytes));
    public static readonly Gen<byte[]> Payload = Gen.OneOf(Bytes(0, 9), Bytes(0, 1400));

    public static readonly Gen<EthernetLayer> Ethernet = Mac.Two().Select(pair => new EthernetLayer(pair.Item1, pair.Item2));

    public static readonly Gen<VlanLayer> Vlan = U16.Select(value => new VlanLayer(value & 0xfff) { Priority = value >> 13, DropEligible = (value & 0x1000) != 0 });

    public static readonly Gen<ArpLayer> Arp =
        from operation in U16
        from hardware in Mac.Two()
        from address in Address4.Two()
        select new ArpLayer(operation, hardware.Item1, address.Item1, hardware.Item2, address.Item2);

    public static readonly Gen<Ipv4Layer> Ipv4 =
        from source in Address4
        from destination in Address4
        from ttl in U8
        from id in U16
        from service in U8
        from bits in U16
        from options in Bytes(0, 40)
        select new Ipv4Layer(source, destination)
        {
            TimeToLive = ttl,
            Identification = id,
            TypeOfService = service,
            DontFragment = (bits & 1) != 0,

            // Half of them without options; kind 0x5e is unassigned.
            Options = (bits & 2) == 0 || options.Length < 2 ? default : Option(0x5e, options),
        };

    public static readonly Gen<Ipv6Layer> Ipv6 =
        from source in Address6
        from destination in Address6
        from hops in U8
        from traffic in U8
        from flow in U32
        select new Ipv6Layer(source, destination) { HopLimit = hops, TrafficClass = traffic, FlowLabel = flow & 0xf_ffff };

    public static readonly Gen<TcpLayer> Tcp =
        from ports in U16.Two()
        from flags in Gen.Choose(0, 511)
        from numbers in U32.Two()
        from window in U16
        from urgent in U16
        from size in U16
        from scale in Gen.Choose(0, 14)
        from stamps in U32.Two()
        from blocks in Gen.Choose(0, 4)
        from which in Gen.Choose(0, 15)
        let hasStamps = (which & 8) != 0
        let room = 40 - (which & 1) * 4 - (which >> 1 & 1) * 3 - (which >> 2 & 1) * 2 - (hasStamps ? 10 : 0) - 2
        select new TcpLayer(ports.Item1, ports.Item2)
        {
            Flags = (TcpFlags)flags,
            SequenceNumber = numbers.Item1,
            AcknowledgmentNumber = numbers.Item2,
            Window = window,
            UrgentPointer = urgent,
            MaximumSegmentSize = (which & 1) != 0 ? size : null,
            WindowScale = (which & 2) != 0 ? (byte)scale : null,
            SackPermitted = (which & 4) != 0,
            Timestamps = hasStamps ? stamps : null,
            SackBlocks = [.. Enumerable.Range(1, Math.Min(blocks, room / 8)).Select(i => (numbers.Item2 + (uint)(i * 1000), numbers.Item2 + (uint)(i * 1000) + 500))],
        };

    public static readonly Gen<UdpLayer> Udp = U16.Two().Select(ports => new UdpLayer(ports.Item1, ports.Item2));

    public static readonly Gen<IcmpLayer> Icmp = from type in U8 from code in U8 from rest in U32 select new IcmpLayer(type, code, rest);

    public static readonly Gen<Ipv6ExtensionLayer> Extension =
        from kind in Gen.Elements(IpProtocols.HopByHop, IpProtocols.DestinationOptions)
        from data in Bytes(0, 30)
        select new Ipv6ExtensionLayer(kind, Option6(0x1e, data));

    /// <summary>A whole packet on Ethernet.</summary>
    public static readonly Gen<PacketLayer[]> Frames =
        from ethernet in Ethernet
        from tags in Vlan.ArrayOf(2)
        from tagCount in Gen.Choose(0, 2)
        from inner in Gen.OneOf(Arp.Select(arp => (PacketLayer[])[arp]), Upper(Ipv4.Select(ip => (PacketLayer[])[ip])), Upper(Ipv6Chain))
        select (PacketLayer[])[ethernet, .. tags[..tagCount], .. inner];

    static Gen<PacketLayer[]> Ipv6Chain =>
        from ip in Ipv6
        from extensions in Extension.ArrayOf(3)
        from count in Gen.Choose(0, 3)
        select (PacketLayer[])[ip, .. extensions[..count]];

    public static Gen<byte[]> Bytes(int least, int most) =>
        from length in Gen.Choose(least, most)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select Random(seed, length);

    static Gen<PacketLayer[]> Upper(Gen<PacketLayer[]> network) =>
        from lower in network
        from upper in Gen.OneOf(Tcp.Select(tcp => (PacketLayer)tcp), Udp.Select(udp => (PacketLayer)udp), Icmp.Select(icmp => (PacketLayer)icmp))
        from payload in Payload
        select (PacketLayer[])[.. lower, upper, new PayloadLayer(payload)];

    static byte[] Random(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    static byte[] Option(byte kind, byte[] bytes)
    {
        (bytes[0], bytes[1]) = (kind, (byte)bytes.Length);
        return bytes;
    }

    /// <summary>An option of the given data, with fillers up to where the header ends.</summary>
    static byte[] Option6(byte kind, byte[] data)
    {
        byte[] option = [kind, (byte)data.Length, .. data];
        return option;
    }
}
