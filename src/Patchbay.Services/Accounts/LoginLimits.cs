namespace Patchbay.Services.Accounts;

/// <summary>The bounds of guessing.</summary>
public sealed record LoginLimits
{
    /// <summary>Wrong passwords from one address, none of them older than <see cref="Lockout"/> after the one before, until it is refused.</summary>
    /// <remarks>Default 10. At least 1.</remarks>
    public int MaxFailures { get; init; } = 10;

    /// <summary>How long an address is refused after its last failure.</summary>
    /// <remarks>Default 10 minutes.</remarks>
    public TimeSpan Lockout { get; init; } = TimeSpan.FromMinutes(10);
}
