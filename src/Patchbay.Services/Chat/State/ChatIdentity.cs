namespace Patchbay.Services.Chat;

/// <summary>Who the server is and what it demands.</summary>
internal sealed record ChatIdentity
{
    /// <summary>The source of its lines: a host name.</summary>
    public string Server { get; init; } = "patchbay.localhost";

    /// <summary>What people call the network. One word.</summary>
    public string Network { get; init; } = "Patchbay";

    public string Version { get; init; } = "patchbay";

    /// <summary>The message of the day; empty for none.</summary>
    public IReadOnlyList<string> Motd { get; init; } = [];

    /// <summary>There are users who can log in.</summary>
    public bool HasLogins { get; init; }

    /// <summary>Nobody registers without a login.</summary>
    public bool RequiresLogin { get; init; }
}
