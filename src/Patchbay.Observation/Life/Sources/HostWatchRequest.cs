namespace Patchbay.Observation;

/// <summary>What of the host is to be watched.</summary>
public sealed record HostWatchRequest
{
    /// <summary>The ports to look for in the table, asked before each look, from another thread: at most 64, else the table is not looked at.</summary>
    public required Func<IReadOnlyCollection<ushort>> Ports { get; init; }

    /// <summary>Segments of this port only; null for all.</summary>
    public ushort? Port { get; init; }

    /// <summary>Segments too. Default true.</summary>
    public bool Segments { get; init; } = true;
}
