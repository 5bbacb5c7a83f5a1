namespace Patchbay.Services.Game.Messages;

/// <summary>The first byte of what the server says.</summary>
enum ServerMessage : byte
{
    /// <summary>Reliable: the player's slot and token, and how large the cave is.</summary>
    Welcome = 1,

    /// <summary>Reliable: who plays.</summary>
    Roster = 2,

    /// <summary>Reliable: what they brought home.</summary>
    Scores = 3,

    /// <summary>Reliable: a line somebody said.</summary>
    Chat = 4,

    /// <summary>Reliable: when the round ends, and where the camps are.</summary>
    Round = 5,

    /// <summary>Reliable: something happened.</summary>
    News = 6,

    /// <summary>Unreliable: what the player sees.</summary>
    Snapshot = 16,
}
