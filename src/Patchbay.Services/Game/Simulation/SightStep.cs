namespace Patchbay.Services.Game.Simulation;

/// <summary>A place of the window.</summary>
/// <param name="Index">Row by row.</param>
/// <param name="X">From the eye.</param>
/// <param name="Y">From the eye.</param>
/// <param name="Before">The place before it on the line of sight.</param>
/// <param name="OrBefore">The other one; the same where the line passes through one only.</param>
readonly record struct SightStep(int Index, int X, int Y, int Before, int OrBefore);
