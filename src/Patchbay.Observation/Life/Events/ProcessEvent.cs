namespace Patchbay.Observation;

/// <summary>A process or thread that is watched began, changed or ended.</summary>
public sealed record ProcessEvent : LifeEvent
{
    /// <summary>The process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The thread it is about.</summary>
    public required int ThreadId { get; init; }

    /// <summary>What happened.</summary>
    public required ProcessStep Step { get; init; }

    /// <summary>The program's name; of a start and an exec.</summary>
    public string? Name { get; init; }

    /// <summary>Of an exit the code, of a death the signal, of a fork or clone the new number.</summary>
    public int Code { get; init; }
}
