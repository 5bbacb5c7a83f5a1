using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing;

/// <summary>Which addresses a scan may ask.</summary>
public sealed record TargetRules
{
    /// <summary>The user says that the owners of public addresses allow it.</summary>
    public bool AllowPublic { get; init; }

    /// <summary>Addresses that are left out.</summary>
    public ImmutableArray<AddressRange> Excluded { get; init; } = [];

    /// <summary>Broadcast addresses of this machine's own links, which look like any other address.</summary>
    public IReadOnlySet<IPAddress> Broadcasts { get; init; } = new HashSet<IPAddress>();

    /// <summary>One family only; null for both.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>The kind of an address on this machine.</summary>
    public AddressClass ClassOf(IPAddress address) => Broadcasts.Contains(address) ? AddressClass.Broadcast : AddressClasses.Of(address);
}
