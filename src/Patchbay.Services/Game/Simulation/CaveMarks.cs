namespace Patchbay.Services.Game.Simulation;

/// <summary>What shows on a player. Three bits on the wire.</summary>
[Flags]
enum CaveMarks : byte
{
    None = 0,
    Stunned = 1,
    Immune = 2,
    Dashing = 4,
}
