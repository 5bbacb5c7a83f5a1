namespace Patchbay.Services.Patch;

/// <summary>How a <see cref="PatchSession"/> runs.</summary>
public sealed record PatchOptions
{
    /// <summary>Patches at once; further clients wait where they come in.</summary>
    /// <remarks>Default 1,000. At least 1. Each takes descriptors at both ends, and a process for a command.</remarks>
    public int Most { get; init; } = 1000;

    /// <summary>End after the first client.</summary>
    /// <remarks>Default false.</remarks>
    public bool Once { get; init; }

    /// <summary>How long clients may take to finish after the stop, before they are cut.</summary>
    /// <remarks>Default 5 s. Zero cuts at once.</remarks>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What joins two ends.</summary>
    /// <remarks>Default <see cref="Services.Patch.Relay"/>, which joins any two.</remarks>
    public Func<PatchEnd, PatchEnd, RelayOptions, CancellationToken, Task<RelayResult>> Join { get; init; } = Services.Patch.Relay.RunAsync;

    /// <summary>Of each relay.</summary>
    public RelayOptions Relay { get; init; } = new();

    /// <summary>As <see cref="RelayOptions.Tap"/>, with the number of the patch before it; null for none.</summary>
    public PatchTap? Tap { get; init; }
}
