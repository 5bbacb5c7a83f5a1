namespace Patchbay.Services.Game.Messages;

/// <summary>The first byte of what a client says.</summary>
enum ClientMessage : byte
{
    /// <summary>Reliable: a name, and the token of a player who comes back.</summary>
    Join = 1,

    /// <summary>Reliable: a line for everybody.</summary>
    Say = 2,

    /// <summary>Unreliable: the last inputs, and the last snapshot that was understood.</summary>
    Input = 16,
}
