namespace Patchbay.Probing;

/// <summary>What a schedule knows of one host. Mutable, in an array.</summary>
internal struct HostState
{
    /// <summary>Of a host of a hundred ports or more: fifteen kilobytes of SYNs, which is what RFC 6928 lets a sender begin with.</summary>
    public const int FirstWindow = 256;

    /// <summary>A window that is not cut below, unless most is lost: what loses at random loses as much of a smaller window, what limits its answers does not.</summary>
    const int SmallWindow = 10;

    public RoundTripEstimator RoundTrip;
    public CongestionWindow Window;
    public LossEstimator Loss;

    /// <summary>Its probes under way, without the ping.</summary>
    public int Flying;

    /// <summary>Its probes that are not settled.</summary>
    public int Left;

    /// <summary>Probes that wait for room in the window: first and last of a list; -1 for none.</summary>
    public int WaitingHead, WaitingTail;

    /// <summary>A probe whose port answered, which can be asked again to see whether answers still come; -1 for none.</summary>
    public int Ping;

    /// <summary>The port of <see cref="Ping"/> is open: each ping is a connection that somebody has to take.</summary>
    public bool PingsOpenPort;

    public bool IsReady, PingIsQueued, PingIsFlying;

    public long LastSentAt;

    /// <summary>When it was last found out that its time-out was too short.</summary>
    public long LateAt;

    /// <summary>So many round trips have to be seen before silence is believed to be a filter's.</summary>
    public readonly int TripsWanted => PingsOpenPort ? 8 : 24;

    /// <summary>How far a drop may cut the window.</summary>
    public readonly int LeastWindow => Loss.Rate > 0.5 ? 1 : SmallWindow;
}
