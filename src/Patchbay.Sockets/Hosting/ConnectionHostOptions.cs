namespace Patchbay.Sockets;

/// <summary>The limits of a <see cref="ConnectionHost"/>.</summary>
public sealed class ConnectionHostOptions
{
    /// <summary>Connections served at once; at the limit the host stops accepting and newcomers wait in the kernel's backlog.</summary>
    /// <remarks>Default 10,000. Range 1 to 1,000,000. Keep it below the descriptor limit of the process.</remarks>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Connections served at once for one remote IP address; one more is reset at once.</summary>
    /// <remarks>Default null: no limit. Unix sockets count as one address each and are never limited.</remarks>
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>A connection that moves no byte in either direction for so long is aborted.</summary>
    /// <remarks>
    /// Default null: never. Greater than zero. Checked once a second, so it fires up to two seconds late. Needs <see cref="IConnectionCountersFeature"/>: connections
    /// of other transports than ours are never idle.
    /// </remarks>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>How long <see cref="ConnectionHost.StopAsync"/> lets running connections finish before it cuts them.</summary>
    /// <remarks>Default 5 s. Range 0 to 1 day. Zero cuts at once.</remarks>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After the handler returned and our FIN is out, how long bytes the peer still sends are read and dropped. Closing with unread bytes would
    /// send RST, and the RST can destroy the reply on its way (RFC 9293 section 3.10.4; RFC 9112 section 9.6 for HTTP).
    /// </summary>
    /// <remarks>Default 2 s. Range 0 to 1 day. Zero closes at once.</remarks>
    public TimeSpan LingerTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock for time-outs.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for the first value out of its range.</summary>
    internal void Validate()
    {
        Check(MaxConnections is >= 1 and <= 1_000_000, MaxConnections, nameof(MaxConnections));
        Check(MaxConnectionsPerAddress is null or >= 1, MaxConnectionsPerAddress, nameof(MaxConnectionsPerAddress));
        Check(IdleTimeout is null || IdleTimeout > TimeSpan.Zero, IdleTimeout, nameof(IdleTimeout));
        Check(DrainTimeout >= TimeSpan.Zero && DrainTimeout <= TimeSpan.FromDays(1), DrainTimeout, nameof(DrainTimeout));
        Check(LingerTimeout >= TimeSpan.Zero && LingerTimeout <= TimeSpan.FromDays(1), LingerTimeout, nameof(LingerTimeout));
    }

    static void Check(bool isInRange, object? value, string name)
    {
        if (!isInRange)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is out of its range.");
        }
    }
}
