namespace Patchbay.Observation;

/// <summary>What a visit found.</summary>
/// <param name="Findings">The pitfalls, by their numbers.</param>
/// <param name="Unseen">What could not be seen, a clause each.</param>
/// <param name="Looked">What was looked at, in words with figures.</param>
public sealed record DoctorReport(IReadOnlyList<Finding> Findings, IReadOnlyList<string> Unseen, string Looked)
{
    /// <summary>The program's end, when one was watched.</summary>
    public TraceEnd? End { get; init; }
}
