namespace Patchbay.Services.Game.Simulation;

/// <summary>Where somebody walks. 0 to 4 in an input; without <see cref="None"/>, two bits in a snapshot.</summary>
enum CaveHeading : byte
{
    None,
    Up,
    Right,
    Down,
    Left,
}
