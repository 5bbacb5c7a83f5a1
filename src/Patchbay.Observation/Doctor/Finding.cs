namespace Patchbay.Observation;

/// <summary>A pitfall that was found.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Sign">What was seen.</param>
public sealed record Finding(DoctorRule Rule, Sign Sign);
