namespace Patchbay.Services.Game.Simulation;

/// <summary>A player's own state as they are told.</summary>
/// <param name="X">Place in the cave.</param>
/// <param name="Y">Place in the cave.</param>
/// <param name="Facing">Never none.</param>
/// <param name="Carried">Pieces of gold.</param>
/// <param name="Score">Brought home this round.</param>
/// <param name="Marks">What shows on them.</param>
/// <param name="DashWait">Ticks until the next dash; at most 255.</param>
readonly record struct CaveSelf(byte X, byte Y, CaveHeading Facing, byte Carried, ushort Score, CaveMarks Marks, byte DashWait);
