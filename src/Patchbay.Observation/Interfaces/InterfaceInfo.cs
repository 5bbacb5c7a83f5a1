using System.Net;
using Patchbay.Linux.Netlink;

namespace Patchbay.Observation;

/// <summary>A network interface.</summary>
public sealed record InterfaceInfo
{
    /// <summary>Its number; -1 where the system does not tell.</summary>
    public required int Index { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>loopback</c>, <c>ethernet</c>, <c>veth</c>, <c>bridge</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>The operational state of RFC 2863, as ip-link(8) writes it: <c>UP</c>, <c>DOWN</c>, <c>UNKNOWN</c> …</summary>
    public required string State { get; init; }

    /// <summary><c>UP</c>, <c>LOWER_UP</c>, <c>BROADCAST</c> …, as ip-link(8) writes them.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The longest packet, in bytes; 0 where the system does not tell.</summary>
    public int Mtu { get; init; }

    /// <summary>The link-layer address, <c>00:16:3e:00:00:01</c>; null for none.</summary>
    public string? Mac { get; init; }

    /// <summary>The name of the bridge or bond that it is part of; null for none.</summary>
    public string? Master { get; init; }

    /// <summary>Every address.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>The multicast groups that it has joined.</summary>
    public IReadOnlyList<IPAddress> Groups { get; init; } = [];

    /// <summary>What it has carried since it was made.</summary>
    public LinkCounters Counters { get; init; }
}
