using System.Net;

namespace Patchbay.Sockets;

/// <summary>A message of neighbour discovery (RFC 4861), ICMPv6 types 133 to 137. A view of the bytes it was read from.</summary>
public readonly ref struct NeighborMessage
{
    const byte SourceLinkAddressOption = 1;
    const byte TargetLinkAddressOption = 2;
    const byte MtuOption = 5;

    readonly ReadOnlySpan<byte> _body;
    readonly byte _type;
    readonly uint _rest;

    NeighborMessage(IcmpMessage message)
    {
        _body = message.Body;
        _type = message.Type;
        _rest = message.Rest;
        Faults = message.Faults | (_body.Length < FixedSize ? HeaderFaults.Truncated : HeaderFaults.None) | Options.Check();
    }

    /// <summary>What is wrong.</summary>
    public HeaderFaults Faults { get; }

    /// <summary>Of a solicitation, an advertisement and a redirect: the address it is about; else ::.</summary>
    public IPAddress Target => _type >= 135 && _body.Length >= 16 ? new IPAddress(_body[..16]) : IPAddress.IPv6Any;

    /// <summary>Of a redirect: the address that goes by the target; else ::.</summary>
    public IPAddress RedirectedDestination => _type == 137 && _body.Length >= 32 ? new IPAddress(_body.Slice(16, 16)) : IPAddress.IPv6Any;

    /// <summary>Of an advertisement: the sender is a router.</summary>
    public bool IsRouter => _type == 136 && (_rest & 0x8000_0000) != 0;

    /// <summary>Of an advertisement: it answers a solicitation.</summary>
    public bool IsSolicited => _type == 136 && (_rest & 0x4000_0000) != 0;

    /// <summary>Of an advertisement: it replaces what was known.</summary>
    public bool Overrides => _type == 136 && (_rest & 0x2000_0000) != 0;

    /// <summary>Of a router's advertisement: seconds it may be used as default router.</summary>
    public int RouterLifetime => _type == 134 ? (int)(_rest & 0xffff) : 0;

    /// <summary>Of a router's advertisement: the hop limit to use; 0 says nothing.</summary>
    public byte HopLimit => _type == 134 ? (byte)(_rest >> 24) : (byte)0;

    /// <summary>The options: 1 and 2 link addresses, 3 prefix, 4 redirected packet, 5 MTU, 25 name servers (RFC 8106).</summary>
    public HeaderOptions Options => new(_body.From(FixedSize), OptionListKind.NeighborDiscovery);

    /// <summary>The hardware address it tells of the sender or the target; null when not said.</summary>
    public MacAddress? LinkAddress =>
        (Options.TryFind(SourceLinkAddressOption, out var data) || Options.TryFind(TargetLinkAddressOption, out data)) && data.Length >= MacAddress.Size ? MacAddress.Read(data) : null;

    /// <summary>The link's MTU; null when not said.</summary>
    public uint? Mtu => Options.TryFind(MtuOption, out var data) && data.Length >= 6 ? data.U32(2) : null;

    // What stands between the first eight bytes and the options.
    int FixedSize => _type switch { 133 => 0, 134 => 8, 137 => 32, _ => 16 };

    /// <summary>Reads the message. Takes any; one of another type has nothing to tell.</summary>
    public static NeighborMessage Decode(IcmpMessage message) => new(message);
}
