namespace Patchbay.Services.Chat;

/// <summary>The bounds of a chat server. Lengths in octets.</summary>
internal sealed record ChatLimits
{
    public int Nick { get; init; } = 32;

    public int User { get; init; } = 16;

    public int RealName { get; init; } = 150;

    public int ChannelName { get; init; } = 64;

    public int Topic { get; init; } = 390;

    public int Kick { get; init; } = 390;

    public int Away { get; init; } = 390;

    public int Key { get; init; } = 32;

    /// <summary>Channels that one client is in.</summary>
    public int ChannelsPerClient { get; init; } = 100;

    /// <summary>Channels of the server.</summary>
    public int Channels { get; init; } = 10_000;

    /// <summary>Masks on a channel's three lists together.</summary>
    public int ListEntries { get; init; } = 100;

    /// <summary>Mode changes with an argument in one command.</summary>
    public int Modes { get; init; } = 12;

    /// <summary>Targets of one command.</summary>
    public int Targets { get; init; } = 4;

    /// <summary>Invitations that wait for one client.</summary>
    public int Invites { get; init; } = 100;

    /// <summary>Wrong passwords on one connection.</summary>
    public int LoginAttempts { get; init; } = 3;

    /// <summary>Messages of a channel kept in memory, for CHATHISTORY; 0 keeps none.</summary>
    public int History { get; init; } = 1000;

    /// <summary>Messages that one CHATHISTORY gives.</summary>
    public int HistoryRequest { get; init; } = 200;

    /// <summary>Messages told on joining to clients without CHATHISTORY.</summary>
    public int HistoryOnJoin { get; init; } = 20;

    /// <summary>How long a message is kept.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan Registration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The silence after which a client is asked.</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>The silence after which a client is gone.</summary>
    public TimeSpan Drop { get; init; } = TimeSpan.FromSeconds(150);
}
