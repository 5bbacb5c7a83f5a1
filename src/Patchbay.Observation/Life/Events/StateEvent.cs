using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A TCP socket went from one state to another.</summary>
public sealed record StateEvent : LifeEvent
{
    /// <summary>The state before; null when it was not seen.</summary>
    public TcpState? From { get; init; }

    /// <summary>The state now.</summary>
    public required TcpState To { get; init; }

    /// <summary>Who told.</summary>
    public required LifeSource Source { get; init; }
}
