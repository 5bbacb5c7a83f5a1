namespace Patchbay.Services.Game.Simulation;

/// <summary>What a simulation begins with: with the same settings and inputs it goes the same way.</summary>
/// <param name="Seed">Any number.</param>
/// <param name="Width">Places, 40 to 250.</param>
/// <param name="Height">Places, 24 to 250.</param>
/// <param name="Fill">Bots keep the number of players at this; 0 for none.</param>
/// <param name="RoundTicks">How long a round lasts.</param>
sealed record CaveSettings(ulong Seed, int Width = 96, int Height = 54, int Fill = 8, int RoundTicks = 180 * CaveRules.TicksPerSecond)
{
    public const int LeastWidth = 40, LeastHeight = 24, MostSide = 250;
}
