namespace Patchbay.Services.Patch;

/// <summary>What a <see cref="PatchSession"/> did.</summary>
/// <param name="Patches">How many.</param>
/// <param name="Cut">How many of them were not whole.</param>
/// <param name="Last">The last that ended; null when there was none.</param>
/// <param name="Elapsed">How long the stop took; zero when it ended by itself.</param>
public sealed record PatchSummary(int Patches, int Cut, PatchOutcome? Last, TimeSpan Elapsed);
