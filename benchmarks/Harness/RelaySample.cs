namespace Patchbay.Benchmarks.Harness;

/// <summary>One measured stretch, as relay_load printed it. Latencies in microseconds, shares from 0 to 1; CPU seconds are of the relay and its children.</summary>
sealed record RelaySample
{
    public long Bytes { get; init; }
    public long Trips { get; init; }
    public double Seconds { get; init; }
    public double P50 { get; init; }
    public double P99 { get; init; }
    public double P999 { get; init; }
    public double RelayCpuSeconds { get; init; }
    public double LoadCpuSeconds { get; init; }
    public double RelayCoreBusy { get; init; }
    public double LoadCoreBusy { get; init; }
    public long Errors { get; init; }
    public long WrongBytes { get; init; }

    public double BytesPerCpuSecond => Bytes / RelayCpuSeconds;

    public double BytesPerSecond => Bytes / Seconds;

    public double CostOfTrip => RelayCpuSeconds * 1e6 / Trips;

    /// <summary>Others took a part of either core.</summary>
    public bool Disturbed => Math.Max(RelayCoreBusy - (RelayCpuSeconds / Seconds), LoadCoreBusy - (LoadCpuSeconds / Seconds)) > 0.05;

    /// <summary>Why the relay's whole cell may not count; null when it may. A core need not be busy: a relay in the kernel outruns the load.</summary>
    public string? DiscardReason => this switch
    {
        { WrongBytes: > 0 } => $"{WrongBytes} wrong bytes",
        { Errors: > 0 } => $"{Errors} errors",
        { Bytes: 0, Trips: 0 } => "nothing came",
        _ => null,
    };
}
