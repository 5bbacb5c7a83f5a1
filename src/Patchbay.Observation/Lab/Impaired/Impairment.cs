namespace Patchbay.Observation;

/// <summary>How bad a way is, in hundredths of the datagrams, and by which seed it is drawn.</summary>
/// <param name="Seed">The same seed does the same.</param>
/// <param name="LossPercent">Thrown away. 0 to 100.</param>
/// <param name="DuplicatePercent">Sent on twice. 0 to 100.</param>
/// <param name="ReorderPercent">Held back until up to <see cref="MostPlaces"/> later ones have gone. 0 to 100.</param>
public sealed record Impairment(int Seed, int LossPercent = 10, int DuplicatePercent = 5, int ReorderPercent = 10)
{
    /// <summary>How many datagrams may overtake one that is held back.</summary>
    public const int MostPlaces = 5;
}
