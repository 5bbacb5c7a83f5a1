namespace Patchbay.Observation;

/// <summary>The kernel did something for a TCP socket without its program: told by the tracepoints, also where no segment is seen.</summary>
public sealed record KernelEvent : LifeEvent
{
    /// <summary>What.</summary>
    public required KernelStep Step { get; init; }

    /// <summary>Who told.</summary>
    public required LifeSource Source { get; init; }
}
