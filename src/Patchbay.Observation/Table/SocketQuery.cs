namespace Patchbay.Observation;

/// <summary>Which sockets, and what of them.</summary>
public sealed record SocketQuery
{
    /// <summary>The tables to read. Default: all but Unix.</summary>
    public SocketTables Tables { get; init; } = SocketTables.Network;

    /// <summary>IPv4 sockets. Default true.</summary>
    public bool IPv4 { get; init; } = true;

    /// <summary>IPv6 sockets. Default true.</summary>
    public bool IPv6 { get; init; } = true;

    /// <summary>Only those that match. Default null: every one.</summary>
    public SocketFilter? Filter { get; init; }

    /// <summary>What to tell besides. Owners are looked up unasked when the filter needs them.</summary>
    public SocketDetails Details { get; init; }

    /// <summary>Also TCP sockets that are bound and neither listen nor connect (Linux 6.8), as <see cref="Sockets.TcpState.Closed"/>. Default false, as ss has it.</summary>
    public bool BoundOnly { get; init; }

    /// <summary>Lets the kernel drop what the filter cannot match. Default true; false is for comparing.</summary>
    public bool FilterInKernel { get; init; } = true;
}
