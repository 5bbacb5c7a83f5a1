namespace Patchbay.Services.Game.Simulation;

/// <summary>What every player knows without seeing it.</summary>
/// <param name="Width">Of the cave.</param>
/// <param name="Height">Of the cave.</param>
/// <param name="Camps">Their middles.</param>
/// <param name="Lode">The motherlode of the moment.</param>
readonly record struct CaveKnowledge(int Width, int Height, IReadOnlyList<CavePlace> Camps, CavePlace? Lode);
