using System.Globalization;
using Patchbay.Sockets;

namespace Patchbay.Interop.Tests.Raw;

/// <summary>What our decoders say of a packet, under tshark's names and in its spelling. A packet quoted in an ICMP error follows after the one that quotes it.</summary>
sealed class PacketFields
{
    public static readonly string[] Names =
    [
        "eth.src", "eth.dst", "eth.type", "vlan.id", "vlan.priority", "vlan.dei", "vlan.etype", "ieee8021ad.id", "ieee8021ad.priority",
        "arp.hw.type", "arp.proto.type", "arp.hw.size", "arp.proto.size", "arp.opcode", "arp.src.hw_mac", "arp.src.proto_ipv4", "arp.dst.hw_mac", "arp.dst.proto_ipv4",
        "ip.version", "ip.hdr_len", "ip.dsfield.dscp", "ip.dsfield.ecn", "ip.len", "ip.id", "ip.flags.rb", "ip.flags.df", "ip.flags.mf", "ip.frag_offset", "ip.ttl", "ip.proto",
        "ip.checksum", "ip.checksum.status", "ip.src", "ip.dst", "ip.opt.type",
        "ipv6.version", "ipv6.tclass", "ipv6.flow", "ipv6.plen", "ipv6.nxt", "ipv6.hlim", "ipv6.src", "ipv6.dst",
        "ipv6.hopopts.nxt", "ipv6.dstopts.nxt", "ipv6.fraghdr.nxt", "ipv6.fraghdr.offset", "ipv6.fraghdr.more", "ipv6.fraghdr.ident", "ipv6.routing.nxt", "ipv6.routing.type", "ipv6.routing.segleft",
        "tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.ack", "tcp.hdr_len", "tcp.flags", "tcp.window_size_value", "tcp.checksum", "tcp.checksum.status", "tcp.urgent_pointer", "tcp.len",
        "tcp.option_kind", "tcp.options.mss_val", "tcp.options.wscale.shift", "tcp.options.sack_le", "tcp.options.sack_re", "tcp.options.timestamp.tsval", "tcp.options.timestamp.tsecr",
        "udp.srcport", "udp.dstport", "udp.length", "udp.checksum", "udp.checksum.status",
        "icmp.type", "icmp.code", "icmp.checksum", "icmp.checksum.status", "icmp.ident", "icmp.seq", "icmp.mtu", "icmp.redir_gw",
        "icmpv6.type", "icmpv6.code", "icmpv6.checksum", "icmpv6.checksum.status", "icmpv6.echo.identifier", "icmpv6.echo.sequence_number", "icmpv6.mtu",
        "icmpv6.nd.ns.target_address", "icmpv6.nd.na.target_address", "icmpv6.nd.na.flag.r", "icmpv6.nd.na.flag.s", "icmpv6.nd.na.flag.o",
        "icmpv6.nd.ra.router_lifetime", "icmpv6.nd.ra.cur_hop_limit", "icmpv6.opt.type", "icmpv6.opt.linkaddr", "icmpv6.opt.mtu",
        "igmp.type", "igmp.checksum", "igmp.checksum.status", "igmp.maddr",
    ];

    readonly Dictionary<string, List<string>> _values = [];

    public IReadOnlyDictionary<string, List<string>> Values => _values;

    public static PacketFields Of(ReadOnlySpan<byte> frame)
    {
        var fields = new PacketFields();
        fields.AddPacket(Packet.Decode(frame, LinkKind.Ethernet), isQuoted: false);
        return fields;
    }

    void AddPacket(Packet packet, bool isQuoted)
    {
        if (packet.Has(PacketLayers.Ethernet))
        {
            Add(packet.Ethernet);
        }

        if (packet.Has(PacketLayers.Arp))
        {
            Add(packet.Arp);
        }

        if (packet.Has(PacketLayers.Ipv4))
        {
            Add(packet.Ipv4);
        }

        if (packet.Has(PacketLayers.Ipv6))
        {
            Add(packet.Ipv6, packet.Extensions);
        }

        if (packet.Has(PacketLayers.Tcp))
        {
            Add(packet.Tcp, isQuoted);
        }

        if (packet.Has(PacketLayers.Udp))
        {
            Add("udp.srcport", packet.Udp.SourcePort);
            Add("udp.dstport", packet.Udp.DestinationPort);
            Add("udp.length", packet.Udp.Length);
            AddHex("udp.checksum", packet.Udp.Checksum);
            Add("udp.checksum.status", Status(packet.Udp.ChecksumStatus));
        }

        if (packet.Has(PacketLayers.Igmp))
        {
            AddHex("igmp.type", packet.Igmp.Type, 2);
            AddHex("igmp.checksum", packet.Igmp.Checksum);
            Add("igmp.checksum.status", Status(packet.Igmp.ChecksumStatus));
            Add("igmp.maddr", packet.Igmp.Group);
        }

        if (packet.Has(PacketLayers.Icmp))
        {
            Add(packet.Icmp);
        }
    }

    void Add(EthernetHeader ethernet)
    {
        Add("eth.src", ethernet.Source);
        Add("eth.dst", ethernet.Destination);
        for (var i = 0; i < ethernet.TagCount; i++)
        {
            var tag = ethernet.Tag(i);
            var layer = tag.Protocol == EtherTypes.Vlan ? "vlan" : "ieee8021ad";
            Add(layer + ".id", tag.Identifier);
            Add(layer + ".priority", tag.Priority);
            if (layer == "vlan")
            {
                Add("vlan.dei", tag.DropEligible ? 1 : 0);
                AddHex("vlan.etype", i + 1 < ethernet.TagCount ? ethernet.Tag(i + 1).Protocol : ethernet.EtherType);
            }
        }

        AddHex("eth.type", ethernet.TagCount > 0 ? ethernet.Tag(0).Protocol : ethernet.EtherType);
    }

    void Add(ArpPacket arp)
    {
        Add("arp.hw.type", arp.HardwareType);
        AddHex("arp.proto.type", arp.ProtocolType);
        Add("arp.hw.size", arp.HardwareSize);
        Add("arp.proto.size", arp.ProtocolSize);
        Add("arp.opcode", arp.Operation);
        Add("arp.src.hw_mac", arp.SenderHardware);
        Add("arp.src.proto_ipv4", arp.Sender);
        Add("arp.dst.hw_mac", arp.TargetHardware);
        Add("arp.dst.proto_ipv4", arp.Target);
    }

    void Add(Ipv4Header ip)
    {
        Add("ip.version", ip.Version);
        Add("ip.hdr_len", ip.HeaderLength);
        Add("ip.dsfield.dscp", ip.DifferentiatedServices);
        Add("ip.dsfield.ecn", ip.CongestionNotification);
        Add("ip.len", ip.TotalLength);
        AddHex("ip.id", ip.Identification);
        Add("ip.flags.rb", ip.ReservedFlag ? 1 : 0);
        Add("ip.flags.df", ip.DontFragment ? 1 : 0);
        Add("ip.flags.mf", ip.MoreFragments ? 1 : 0);
        Add("ip.frag_offset", ip.FragmentOffset);
        Add("ip.ttl", ip.TimeToLive);
        Add("ip.proto", ip.Protocol);
        AddHex("ip.checksum", ip.Checksum);
        Add("ip.checksum.status", Status(ip.ChecksumStatus));
        Add("ip.src", ip.Source);
        Add("ip.dst", ip.Destination);
        foreach (var option in ip.Options)
        {
            Add("ip.opt.type", option.Kind);
        }
    }

    void Add(Ipv6Header ip, Ipv6Extensions extensions)
    {
        Add("ip.version", ip.Version);
        Add("ipv6.version", ip.Version);
        AddHex("ipv6.tclass", ip.TrafficClass, 8);
        AddHex("ipv6.flow", ip.FlowLabel, 6);
        Add("ipv6.plen", ip.PayloadLength);
        Add("ipv6.nxt", ip.NextHeader);
        Add("ipv6.hlim", ip.HopLimit);
        Add("ipv6.src", ip.Source);
        Add("ipv6.dst", ip.Destination);
        foreach (var extension in extensions)
        {
            switch (extension.Kind)
            {
                case IpProtocols.HopByHop:
                    Add("ipv6.hopopts.nxt", extension.NextHeader);
                    break;
                case IpProtocols.DestinationOptions:
                    Add("ipv6.dstopts.nxt", extension.NextHeader);
                    break;
                case IpProtocols.Routing:
                    Add("ipv6.routing.nxt", extension.NextHeader);
                    Add("ipv6.routing.type", extension.RoutingType);
                    Add("ipv6.routing.segleft", extension.SegmentsLeft);
                    break;
                case IpProtocols.Fragment:
                    Add("ipv6.fraghdr.nxt", extension.NextHeader);
                    Add("ipv6.fraghdr.offset", extension.FragmentOffset / 8);
                    Add("ipv6.fraghdr.more", extension.MoreFragments ? 1 : 0);
                    AddHex("ipv6.fraghdr.ident", extension.Identification, 8);
                    break;
            }
        }
    }

    void Add(TcpHeader tcp, bool isQuoted)
    {
        Add("tcp.srcport", tcp.SourcePort);
        Add("tcp.dstport", tcp.DestinationPort);
        Add("tcp.seq", tcp.SequenceNumber);
        Add("tcp.ack", tcp.AcknowledgmentNumber);
        Add("tcp.hdr_len", tcp.HeaderLength);
        AddHex("tcp.flags", (uint)tcp.Flags);
        Add("tcp.window_size_value", tcp.Window);
        AddHex("tcp.checksum", tcp.Checksum);
        Add("tcp.checksum.status", Status(tcp.ChecksumStatus));
        Add("tcp.urgent_pointer", tcp.UrgentPointer);
        if (!isQuoted)
        {
            Add("tcp.len", tcp.Payload.Length);
        }

        foreach (var option in tcp.Options)
        {
            Add("tcp.option_kind", option.Kind);
        }

        AddIf("tcp.options.mss_val", tcp.MaximumSegmentSize);
        AddIf("tcp.options.wscale.shift", tcp.WindowScale);
        for (var i = 0; i < tcp.SackBlockCount; i++)
        {
            Add("tcp.options.sack_le", tcp.SackBlock(i).Left);
            Add("tcp.options.sack_re", tcp.SackBlock(i).Right);
        }

        AddIf("tcp.options.timestamp.tsval", tcp.Timestamps?.Value);
        AddIf("tcp.options.timestamp.tsecr", tcp.Timestamps?.Echo);
    }

    void Add(IcmpMessage icmp)
    {
        var layer = icmp.Version == 4 ? "icmp" : "icmpv6";
        Add(layer + ".type", icmp.Type);
        Add(layer + ".code", icmp.Code);
        AddHex(layer + ".checksum", icmp.Checksum);
        Add(layer + ".checksum.status", Status(icmp.ChecksumStatus));
        if (icmp.IsEchoRequest || icmp.IsEchoReply)
        {
            Add(icmp.Version == 4 ? "icmp.ident" : "icmpv6.echo.identifier", icmp.Identifier, icmp.Version == 6);
            Add(icmp.Version == 4 ? "icmp.seq" : "icmpv6.echo.sequence_number", icmp.Sequence);
        }

        AddIf("icmp.mtu", icmp.Version == 4 && icmp.Type == 3 && icmp.Code == 4 ? icmp.Mtu : (uint?)null);
        AddIf("icmp.redir_gw", icmp.Version == 4 && icmp.Type == 5 ? icmp.Gateway : null);
        AddIf("icmpv6.mtu", icmp.Version == 6 && icmp.Type == 2 ? icmp.Mtu : (uint?)null);
        if (icmp.IsNeighborDiscovery)
        {
            Add(NeighborMessage.Decode(icmp), icmp.Type);
        }

        if (icmp.IsError)
        {
            AddPacket(Packet.Decode(icmp.Quoted, LinkKind.Ip), isQuoted: true);
        }
    }

    void Add(NeighborMessage message, byte type)
    {
        switch (type)
        {
            case 134:
                Add("icmpv6.nd.ra.router_lifetime", message.RouterLifetime);
                Add("icmpv6.nd.ra.cur_hop_limit", message.HopLimit);
                break;
            case 135:
                Add("icmpv6.nd.ns.target_address", message.Target);
                break;
            case 136:
                Add("icmpv6.nd.na.target_address", message.Target);
                Add("icmpv6.nd.na.flag.r", message.IsRouter ? 1 : 0);
                Add("icmpv6.nd.na.flag.s", message.IsSolicited ? 1 : 0);
                Add("icmpv6.nd.na.flag.o", message.Overrides ? 1 : 0);
                break;
        }

        foreach (var option in message.Options)
        {
            Add("icmpv6.opt.type", option.Kind);
        }

        AddIf("icmpv6.opt.linkaddr", message.LinkAddress);
        AddIf("icmpv6.opt.mtu", message.Mtu);
    }

    /// <summary>tshark knows nothing of a partial checksum and calls it bad.</summary>
    static int Status(ChecksumStatus status) => status switch
    {
        ChecksumStatus.Bad or ChecksumStatus.Partial => 0,
        ChecksumStatus.Good => 1,
        ChecksumStatus.Unchecked => 2,
        _ => 3,
    };

    void AddIf<T>(string name, T? value)
    {
        if (value is not null)
        {
            Add(name, value);
        }
    }

    void Add<T>(string name, T value, bool hexadecimal = false)
    {
        var text = hexadecimal ? string.Create(CultureInfo.InvariantCulture, $"0x{value:x4}") : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (!_values.TryGetValue(name, out var list))
        {
            _values[name] = list = [];
        }

        list.Add(text);
    }

    void AddHex(string name, uint value, int digits = 4) => Add(name, "0x" + value.ToString($"x{digits}", CultureInfo.InvariantCulture));
}
