namespace Patchbay.Services.Game.Transport;

/// <summary>Limits of a listener. Times in µs.</summary>
sealed record TransportOptions
{
    /// <summary>Sessions at once, those in the handshake included. 1 to <see cref="TransportListener.MostSessions"/>.</summary>
    public int MaxSessions { get; init; } = 256;

    /// <summary>Sessions of one address; null for no limit. Loopback has none.</summary>
    public int? MaxPerAddress { get; init; } = 8;

    /// <summary>After so long without a packet a session has ended.</summary>
    public long TimeOut { get; init; } = 5_000_000;

    /// <summary>A session whose client did not send its first packet within this gives its place back.</summary>
    public long HandshakeTimeOut { get; init; } = 3_000_000;

    /// <summary>Packets a second taken from one session, and as many at once.</summary>
    public int PacketsPerSecond { get; init; } = 120;

    /// <summary>Handshake packets a second answered to one address. Loopback has no limit.</summary>
    public int HandshakesPerSecond { get; init; } = 20;

    /// <summary>Key agreements a second for all: each costs a fraction of a millisecond.</summary>
    public int AgreementsPerSecond { get; init; } = 300;
}
