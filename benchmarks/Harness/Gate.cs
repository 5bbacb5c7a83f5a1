namespace Patchbay.Benchmarks.Harness;

/// <summary>A bound this project set itself, and whether it holds. <see cref="Met"/> is null where it could not be measured.</summary>
/// <param name="Claim">What should hold, in words.</param>
/// <param name="Measured">The figure; null where there is none.</param>
/// <param name="Limit">The bound.</param>
/// <param name="AtLeast">The bound is a lower one.</param>
sealed record Gate(string Claim, double? Measured, double Limit, bool AtLeast = false)
{
    public bool? Met => Measured is not { } value || double.IsNaN(value) ? null : AtLeast ? value >= Limit : value <= Limit;

    public string Verdict => Met switch { true => "met", false => "**missed**", null => "not measured" };
}
