using System.Collections.Immutable;
using System.Net.Sockets;
using Patchbay.Probing;

namespace Patchbay;

/// <summary>The options of <c>scan</c>, read.</summary>
sealed record ScanSettings
{
    public required IReadOnlyList<string> Targets { get; init; }

    public required ImmutableArray<ushort> Ports { get; init; }

    public IReadOnlyList<string> Excluded { get; init; } = [];

    public ScanMethod? Method { get; init; }

    public ScanTuning Tuning { get; init; } = new();

    public AddressFamily? Family { get; init; }

    public ScanShard Shard { get; init; } = ScanShard.Whole;

    public ImmutableArray<ushort>? Expected { get; init; }

    public bool Services { get; init; }

    public bool SkipDiscovery { get; init; }

    public bool Authorized { get; init; }

    /// <summary>The user chose a rate, also for public hosts.</summary>
    public bool HasRate { get; init; }

    public bool DryRun { get; init; }

    public bool Watch { get; init; }

    public bool All { get; init; }

    public string? State { get; init; }

    public string? Xml { get; init; }

    public string? Grepable { get; init; }

    /// <summary>The command line, as outputs tell it.</summary>
    public required string Arguments { get; init; }

    public bool IsUdp => Method == ScanMethod.Udp;
}
