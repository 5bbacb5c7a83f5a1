namespace Patchbay.Linux.Netlink;

/// <summary>An interface as RTM_NEWLINK tells it (rtnetlink(7)).</summary>
public sealed record LinkRow
{
    /// <summary>Its number.</summary>
    public required int Index { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The ARP hardware type (if_arp.h): 1 is Ethernet, 772 loopback.</summary>
    public required int HardwareType { get; init; }

    /// <summary>IFF_* of netdevice(7).</summary>
    public required uint Flags { get; init; }

    /// <summary>The operational state of RFC 2863: 0 unknown, 1 not present, 2 down, 3 lower layer down, 4 testing, 5 dormant, 6 up.</summary>
    public int OperationalState { get; init; }

    /// <summary>The longest packet, in bytes.</summary>
    public int Mtu { get; init; }

    /// <summary>The link-layer address; empty when there is none.</summary>
    public byte[] Address { get; init; } = [];

    /// <summary>The sort of a virtual interface: <c>veth</c>, <c>bridge</c> …; null for others.</summary>
    public string? Kind { get; init; }

    /// <summary>The interface it is part of (a bridge, a bond), or 0.</summary>
    public int Master { get; init; }

    /// <summary>What it has carried.</summary>
    public LinkCounters Counters { get; init; }
}
