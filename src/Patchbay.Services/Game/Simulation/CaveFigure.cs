namespace Patchbay.Services.Game.Simulation;

/// <summary>Another player as one sees them.</summary>
/// <param name="Slot">Who.</param>
/// <param name="X">Place in the cave.</param>
/// <param name="Y">Place in the cave.</param>
/// <param name="Facing">Never none.</param>
/// <param name="Carried">Pieces of gold.</param>
/// <param name="Marks">What shows on them.</param>
readonly record struct CaveFigure(byte Slot, byte X, byte Y, CaveHeading Facing, byte Carried, CaveMarks Marks);
