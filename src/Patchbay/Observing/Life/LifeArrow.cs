namespace Patchbay;

/// <summary>Something that goes from one end to the other.</summary>
/// <param name="From">Where it begins, as a row's base line.</param>
/// <param name="To">Where it arrives.</param>
/// <param name="ToRight">Which way.</param>
/// <param name="Label">What it is.</param>
/// <param name="IsCut">An RST.</param>
sealed record LifeArrow(int From, int To, bool ToRight, string Label, bool IsCut);
