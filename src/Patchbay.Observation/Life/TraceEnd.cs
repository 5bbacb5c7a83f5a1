namespace Patchbay.Observation;

/// <summary>The end of a watch.</summary>
/// <param name="How">What happened.</param>
/// <param name="Status">The exit code of the program, or the number of the signal that ended it; else 0.</param>
public readonly record struct TraceEnd(TraceEnding How, int Status);
