namespace Patchbay.Services.Chat;

/// <summary>What a chat service runs by, besides its state's <see cref="ChatLimits"/>.</summary>
internal sealed record ChatSettings
{
    public ChatLimits Limits { get; init; } = new();

    public ChatIdentity Identity { get; init; } = new();

    /// <summary>Octets that may wait for one client.</summary>
    public int SendQueue { get; init; } = 1024 * 1024;

    public int FloodBurst { get; init; } = 10;

    /// <summary>Lines a second; null switches flood control off.</summary>
    public double? FloodRate { get; init; } = 2;

    public int? ClientsPerAddress { get; init; } = 16;

    public int? ConnectsPerAddress { get; init; } = 32;

    /// <summary>Octets of a channel's log on disk.</summary>
    public int HistorySize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Channels whose logs are kept.</summary>
    public int HistoryChannels { get; init; } = 1000;
}
