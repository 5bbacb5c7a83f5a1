namespace Patchbay.Services.Patch;

/// <summary>What became of one patch.</summary>
/// <param name="Number">Which: 1 is the first.</param>
/// <param name="A">The first end by name; null when it was not opened.</param>
/// <param name="B">The second; null when it was not opened.</param>
/// <param name="Result">What became of both directions; null when the ends were not joined.</param>
/// <param name="Elapsed">From the first end on.</param>
public sealed record PatchOutcome(int Number, PatchEnd? A, PatchEnd? B, RelayResult? Result, TimeSpan Elapsed)
{
    /// <summary>Why the ends were not joined; null when they were.</summary>
    public Exception? Error { get; init; }

    /// <summary>What went wrong besides the directions: a command ended with another status than 0. Null when nothing did.</summary>
    public string? Failure => A?.Failure ?? B?.Failure;

    /// <summary>Everything that either end said arrived, and nothing went wrong.</summary>
    public bool IsWhole => Error is null && Result is { IsWhole: true } && Failure is null;
}
