namespace Patchbay.Services.Game.Simulation;

/// <summary>The rules in numbers. Times in ticks.</summary>
static class CaveRules
{
    /// <summary>Ticks a second.</summary>
    public const int TicksPerSecond = 30;

    /// <summary>The most players, bots included: a slot and "nobody" fit into a byte.</summary>
    public const int MostPlayers = 250;

    /// <summary>How far one sees to each side, and up and down.</summary>
    public const int SightX = 13, SightY = 8;

    /// <summary>What one carries at most.</summary>
    public const int MostCarried = 9;

    /// <summary>A step without gold; one more for every three pieces.</summary>
    public const int Step = 4;

    /// <summary>A step while dashing.</summary>
    public const int DashStep = 2;

    /// <summary>How long a dash lasts, and how long one waits from its beginning to the next.</summary>
    public const int Dash = 20, DashWait = 240;

    /// <summary>One hit at rock.</summary>
    public const int Hit = 4;

    /// <summary>Hits at a vein until its gold lies on the floor; rock takes two.</summary>
    public const int VeinHits = 3;

    /// <summary>Who was bumped stands still so long, and cannot be bumped again for so long after.</summary>
    public const int Stun = 20, Immune = 60;

    /// <summary>Who bumped waits so long.</summary>
    public const int Bump = 8;

    /// <summary>Between two rounds.</summary>
    public const int Intermission = 8 * TicksPerSecond;

    /// <summary>A motherlode appears so often.</summary>
    public const int LodeEvery = 30 * TicksPerSecond;

    /// <summary>One camp for so many places.</summary>
    public const int PlacesPerCamp = 1300;
}
