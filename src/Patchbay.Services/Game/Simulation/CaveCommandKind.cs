namespace Patchbay.Services.Game.Simulation;

/// <summary>What a command does.</summary>
enum CaveCommandKind : byte
{
    /// <summary>A person takes the slot; a bot that has it goes.</summary>
    Join,

    /// <summary>The person goes, and what they carried stays.</summary>
    Leave,

    /// <summary>The person wants something else from now on.</summary>
    Input,
}
