namespace Patchbay.Services.Game.Simulation;

/// <summary>A place of the cave; the top left is 0, 0.</summary>
readonly record struct CavePlace(byte X, byte Y)
{
    /// <summary>Steps between two places.</summary>
    public int DistanceTo(int x, int y) => Math.Abs(X - x) + Math.Abs(Y - y);
}
