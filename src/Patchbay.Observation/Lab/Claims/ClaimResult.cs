namespace Patchbay.Observation;

/// <summary>The outcome of an experiment.</summary>
/// <param name="Verdict">What it says.</param>
/// <param name="Because">Why, in a sentence or two.</param>
/// <param name="Evidence">What was measured, just now on this machine.</param>
public sealed record ClaimResult(Verdict Verdict, string Because, IReadOnlyList<Evidence> Evidence);
