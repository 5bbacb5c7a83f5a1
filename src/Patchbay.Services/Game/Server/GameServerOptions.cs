using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Server;

/// <summary>How a game is run. Times in µs.</summary>
sealed record GameServerOptions
{
    public required CaveSettings Cave { get; init; }

    public TransportOptions Transport { get; init; } = new();

    /// <summary>People at once.</summary>
    public int MaxPlayers { get; init; } = 100;

    /// <summary>A player whose connection is gone stands still so long and can come back.</summary>
    public long Grace { get; init; } = 20_000_000;

    /// <summary>Who connects must join within this.</summary>
    public long JoinWithin { get; init; } = 5_000_000;
}
