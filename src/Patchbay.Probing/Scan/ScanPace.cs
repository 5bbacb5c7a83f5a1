namespace Patchbay.Probing;

/// <summary>Tunings by name.</summary>
public static class ScanPace
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["polite", "normal", "fast"];

    /// <summary>
    /// A tuning: <c>polite</c> sends 100 probes a second and has 64 under way at most, <c>normal</c> adapts to the network, <c>fast</c> waits 0.5 s at first and 2 s at most and repeats once.
    /// </summary>
    /// <returns>Null when there is no such name.</returns>
    public static ScanTuning? Of(string name) => name switch
    {
        "polite" => new ScanTuning { Rate = 100, MaxParallel = 64, Retries = 3 },
        "normal" => new ScanTuning(),
        "fast" => new ScanTuning { InitialTimeout = TimeSpan.FromMilliseconds(500), MinTimeout = TimeSpan.FromMilliseconds(50), MaxTimeout = TimeSpan.FromSeconds(2), Retries = 1 },
        _ => null,
    };
}
