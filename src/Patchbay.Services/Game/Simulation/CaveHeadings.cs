namespace Patchbay.Services.Game.Simulation;

/// <summary>Headings as steps.</summary>
static class CaveHeadings
{
    static ReadOnlySpan<sbyte> X => [0, 0, 1, 0, -1];

    static ReadOnlySpan<sbyte> Y => [0, -1, 0, 1, 0];

    public static int StepX(this CaveHeading heading) => X[(int)heading];

    public static int StepY(this CaveHeading heading) => Y[(int)heading];

    public static CaveHeading Opposite(this CaveHeading heading) => heading == CaveHeading.None ? heading : (CaveHeading)((((int)heading + 1) % 4) + 1);

    /// <summary>The heading of the longer way there; none when there.</summary>
    public static CaveHeading Towards(int dx, int dy) =>
        dx == 0 && dy == 0 ? CaveHeading.None
        : Math.Abs(dx) >= Math.Abs(dy) ? dx > 0 ? CaveHeading.Right : CaveHeading.Left
        : dy > 0 ? CaveHeading.Down : CaveHeading.Up;
}
