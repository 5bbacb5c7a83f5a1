namespace Patchbay.Observation;

/// <summary>One pitfall of sockets: what it is, and how it is told from what was seen. The functions are pure.</summary>
public sealed record DoctorRule
{
    /// <summary>Its number; numbers are never given again.</summary>
    public required int Number { get; init; }

    /// <summary>Its name in lower case with hyphens: also the anchor in docs/doctor.md.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, a few words.</summary>
    public required string Title { get; init; }

    /// <summary>Why it hurts, one sentence.</summary>
    public required string Why { get; init; }

    /// <summary>How to mend it, one sentence.</summary>
    public required string Mend { get; init; }

    /// <summary>Where more is written.</summary>
    public string Link => $"docs/doctor.md#{Name}";

    /// <summary>Looks for it in the recording of a program; null when a recording cannot show it.</summary>
    public Func<CaseHistory, IEnumerable<Sign>>? InHistory { get; init; }

    /// <summary>Looks for it in two views of the host; null when they cannot show it.</summary>
    public Func<HostView, IEnumerable<Sign>>? OnHost { get; init; }
}
