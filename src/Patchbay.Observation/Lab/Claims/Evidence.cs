namespace Patchbay.Observation;

/// <summary>Something that was measured.</summary>
/// <param name="What">What was done or asked.</param>
/// <param name="Found">What came of it.</param>
public readonly record struct Evidence(string What, string Found);
