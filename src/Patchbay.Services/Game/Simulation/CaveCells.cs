namespace Patchbay.Services.Game.Simulation;

/// <summary>What can be done with a kind of place.</summary>
static class CaveCells
{
    /// <summary>Light and people pass.</summary>
    public static bool IsFree(this CaveCell cell) => cell is CaveCell.Open or CaveCell.Gold or CaveCell.Camp;

    /// <summary>Can be dug away.</summary>
    public static bool IsDiggable(this CaveCell cell) => cell is CaveCell.Rock or CaveCell.Cracked or CaveCell.Vein;
}
