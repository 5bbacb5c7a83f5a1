namespace Patchbay.Probing;

/// <summary>What a scan is to find out, and how.</summary>
public sealed record ScanRequest
{
    /// <summary>Hosts and ports.</summary>
    public required ScanPlan Plan { get; init; }

    /// <summary>How ports are asked; null: the best way over TCP that the rights allow.</summary>
    public ScanMethod? Method { get; init; }

    /// <summary>How hard and how patiently.</summary>
    public ScanTuning Tuning { get; init; } = new();

    /// <summary>Every host is taken as up, none is asked first.</summary>
    public bool SkipDiscovery { get; init; }

    /// <summary>Asks open ports which service speaks there.</summary>
    public bool Services { get; init; }

    /// <summary>Which part of the plan.</summary>
    public ScanShard Shard { get; init; } = ScanShard.Whole;

    /// <summary>Holds public hosts to <see cref="PublicRate.PerHost"/> and <see cref="PublicRate.InAll"/>; else <see cref="ScanTuning.Rate"/> alone holds.</summary>
    public bool CapPublic { get; init; } = true;
}
