namespace Patchbay.Services.Game.Simulation;

/// <summary>
/// The places around an eye, nearest first, each with the two that lie before it on the line of sight: a place is seen when one of them is seen and lets
/// light through. One pass over a table instead of a ray for each place.
/// </summary>
static class SightTable
{
    /// <summary>The window's size in places.</summary>
    public const int Width = (2 * CaveRules.SightX) + 1, Height = (2 * CaveRules.SightY) + 1, Count = Width * Height;

    /// <summary>The eye's own index in the window.</summary>
    public const int Middle = (CaveRules.SightY * Width) + CaveRules.SightX;

    /// <summary>Every place but the eye's own.</summary>
    public static IReadOnlyList<SightStep> Steps { get; } = Make();

    static SightStep[] Make()
    {
        var steps = new List<(int Distance, SightStep Step)>();
        for (var y = -CaveRules.SightY; y <= CaveRules.SightY; y++)
        {
            for (var x = -CaveRules.SightX; x <= CaveRules.SightX; x++)
            {
                if ((x, y) != (0, 0))
                {
                    steps.Add(((x * x) + (y * y), new SightStep(Index(x, y), x, y, Before(x, y, up: false), Before(x, y, up: true))));
                }
            }
        }

        // A stable order: the table is the same everywhere.
        return [.. steps.OrderBy(static step => step.Distance).ThenBy(static step => step.Step.Index).Select(static step => step.Step)];
    }

    static int Index(int x, int y) => ((y + CaveRules.SightY) * Width) + x + CaveRules.SightX;

    /// <summary>One step back along the longer axis; the other axis rounded down or up.</summary>
    static int Before(int x, int y, bool up)
    {
        var (ax, ay) = (Math.Abs(x), Math.Abs(y));
        return ax >= ay
            ? Index(Math.Sign(x) * (ax - 1), Math.Sign(y) * Part(ay * (ax - 1), ax, up))
            : Index(Math.Sign(x) * Part(ax * (ay - 1), ay, up), Math.Sign(y) * (ay - 1));
    }

    static int Part(int dividend, int divisor, bool up) => (dividend + (up ? divisor - 1 : 0)) / divisor;
}
