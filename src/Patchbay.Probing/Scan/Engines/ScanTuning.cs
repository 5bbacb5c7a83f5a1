namespace Patchbay.Probing;

/// <summary>How hard and how patiently a scan asks.</summary>
public sealed record ScanTuning
{
    /// <summary>Probes a second at most, repeats included; null leaves it to the congestion window.</summary>
    public double? Rate { get; init; }

    /// <summary>Probes under way at most, 1 to 1,000,000; null: 2,048 for connect, and as the receive queue allows for the others.</summary>
    public int? MaxParallel { get; init; }

    /// <summary>Tries after the first for a port that stays silent, 0 to 20. Default 2. A host that lost packets gets more, as far as its loss asks for.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The time allowed for an answer before any round trip has been measured. Default 1 s, as RFC 6298 has it.</summary>
    public TimeSpan InitialTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The least time allowed for an answer. Default 100 ms.</summary>
    public TimeSpan MinTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most time allowed for an answer. Default 10 s.</summary>
    public TimeSpan MaxTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Makes the order of probes; the same seed gives the same order.</summary>
    public ulong Seed { get; init; }
}
