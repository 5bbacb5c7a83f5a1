namespace Patchbay.Services.Game.Client;

/// <summary>How a client plays. Times in µs.</summary>
/// <param name="Name">As others see the player.</param>
sealed record GameClientOptions(string Name)
{
    /// <summary>How long a handshake may take.</summary>
    public long ConnectWithin { get; init; } = 5_000_000;

    /// <summary>Silence after which the server is taken as gone.</summary>
    public long TimeOut { get; init; } = 5_000_000;

    /// <summary>How long the player is asked back after that; 0 to give up at once.</summary>
    public long ReconnectWithin { get; init; } = 10_000_000;
}
