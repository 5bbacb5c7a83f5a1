using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests.Raw;

/// <summary>Packets with fields anywhere in their ranges, that a foreign decoder can follow.</summary>
static class Crafted
{
    public static PacketLayer[] Layers(Random random)
    {
        PacketLayer[] link = [new EthernetLayer(Mac(random), Mac(random)), .. random.Next(3) == 0 ? [new VlanLayer(random.Next(4096)) { Priority = random.Next(8), DropEligible = random.Next(2) == 0 }] : (PacketLayer[])[]];
        if (random.Next(12) == 0)
        {
            return [.. link, new ArpLayer((ushort)random.Next(1, 3), Mac(random), Address(random, 4), Mac(random), Address(random, 4))];
        }

        return [.. link, .. random.Next(2) == 0 ? Over4(random) : Over6(random)];
    }

    static PacketLayer[] Over4(Random random)
    {
        var ip = new Ipv4Layer(Address(random, 4), Address(random, 4))
        {
            TimeToLive = (byte)random.Next(1, 256),
            Identification = (ushort)random.Next(65_536),
            TypeOfService = (byte)random.Next(256),
            DontFragment = random.Next(2) == 0,
            Options = random.Next(4) == 0 ? new byte[] { 1, 148, 4, 0, 0 } : default,
        };
        return random.Next(4) switch
        {
            0 => [ip, IcmpLayer.Echo((byte)(random.Next(2) * 8), (ushort)random.Next(65_536), (ushort)random.Next(65_536)), Data(random)],
            1 => [ip, new IcmpLayer(5, 1, (uint)random.Next()), new PayloadLayer(PacketBuilder.Build(new Ipv4Layer(Address(random, 4), Address(random, 4)), Udp(random), Data(random)))],
            _ => [ip, .. Upper(random)],
        };
    }

    static PacketLayer[] Over6(Random random)
    {
        var ip = new Ipv6Layer(Address(random, 16), Address(random, 16)) { HopLimit = (byte)random.Next(1, 256), TrafficClass = (byte)random.Next(256), FlowLabel = (uint)random.Next(1 << 20) };
        PacketLayer[] extensions = random.Next(4) switch
        {
            0 => [new Ipv6ExtensionLayer(IpProtocols.HopByHop, new byte[] { 5, 2, 0, 0, 1, 0 }), new Ipv6ExtensionLayer(IpProtocols.DestinationOptions, new byte[] { 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })],

            // Segment routing that has come to its end: the packet's own destination is the last.
            1 => [new Ipv6ExtensionLayer(IpProtocols.Routing, (byte[])[4, 0, 0, 0, 0, 0, .. Address(random, 16).GetAddressBytes()])],
            _ => [],
        };
        return random.Next(4) switch
        {
            0 => [ip, .. extensions, IcmpLayer.Echo((byte)(128 + random.Next(2)), (ushort)random.Next(65_536), (ushort)random.Next(65_536)), Data(random)],
            1 => [ip, new IcmpLayer(134, 0, (uint)random.Next()), new PayloadLayer((byte[])[.. new byte[8], 1, 1, 2, 0, 0, 0, 0, 7, 5, 1, 0, 0, 0, 0, 5, 220])],
            _ => [ip, .. extensions, .. Upper(random)],
        };
    }

    static PacketLayer[] Upper(Random random) => [random.Next(2) == 0 ? Udp(random) : Tcp(random), Data(random)];

    // Ports above 60,000 have no dissectors that would go on.
    static UdpLayer Udp(Random random) => new((ushort)random.Next(60_000, 65_536), (ushort)random.Next(60_000, 65_536));

    static TcpLayer Tcp(Random random) => new((ushort)random.Next(60_000, 65_536), (ushort)random.Next(60_000, 65_536))
    {
        Flags = (TcpFlags)random.Next(512),
        SequenceNumber = (uint)random.NextInt64(1L << 32),
        AcknowledgmentNumber = (uint)random.NextInt64(1L << 32),
        Window = (ushort)random.Next(65_536),
        UrgentPointer = (ushort)random.Next(65_536),
        MaximumSegmentSize = random.Next(2) == 0 ? (ushort)random.Next(65_536) : null,
        WindowScale = random.Next(2) == 0 ? (byte)random.Next(15) : null,
        SackPermitted = random.Next(2) == 0,
        Timestamps = random.Next(2) == 0 ? ((uint)random.Next(), (uint)random.Next()) : null,
        SackBlocks = random.Next(2) == 0 ? [((uint)random.Next(), (uint)random.Next())] : [],
    };

    static PayloadLayer Data(Random random)
    {
        var bytes = new byte[random.Next(600)];
        random.NextBytes(bytes);
        return new PayloadLayer(bytes);
    }

    static MacAddress Mac(Random random) => new((ulong)random.NextInt64(1L << 48));

    static IPAddress Address(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return new IPAddress(bytes);
    }
}
