namespace Patchbay.Services.Game.Client;

/// <summary>Where a client of the game stands.</summary>
enum GameClientPhase
{
    /// <summary>Shaking hands, or waiting for the welcome.</summary>
    Connecting,
    Playing,

    /// <summary>The server went silent; asking for the player back.</summary>
    Reconnecting,
    Over,
}
