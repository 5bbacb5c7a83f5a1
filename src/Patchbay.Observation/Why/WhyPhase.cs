namespace Patchbay.Observation;

/// <summary>One step and what came of it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Passed">The next step makes sense.</param>
/// <param name="Text">What was seen, one clause.</param>
/// <param name="Details">More of it, one clause each.</param>
public sealed record WhyPhase(WhyPhaseKind Kind, TimeSpan Took, bool Passed, string Text, params IReadOnlyList<string> Details);
