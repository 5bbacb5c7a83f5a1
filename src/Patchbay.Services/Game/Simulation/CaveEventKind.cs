namespace Patchbay.Services.Game.Simulation;

/// <summary>What happened. Numbers of the wire.</summary>
enum CaveEventKind : byte
{
    /// <summary>Slot came.</summary>
    Joined = 1,

    /// <summary>Slot went.</summary>
    Left = 2,

    /// <summary>Slot bumped other, who dropped the amount.</summary>
    Bumped = 3,

    /// <summary>Slot brought the amount home.</summary>
    Banked = 4,

    /// <summary>Much gold at the place.</summary>
    Motherlode = 5,

    /// <summary>A round is over; slot won with the amount.</summary>
    RoundOver = 6,

    /// <summary>Another round begins, in another cave.</summary>
    RoundBegins = 7,
}
