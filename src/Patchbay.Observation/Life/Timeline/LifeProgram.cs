namespace Patchbay.Observation;

/// <summary>A process of a recording. Not thread-safe.</summary>
public sealed class LifeProgram
{
    // Why a peer waited is asked of the last moments, never of an hour ago.
    const int MostCalls = 2048;

    internal LifeProgram(int id) => Id = id;

    /// <summary>The process's number.</summary>
    public int Id { get; }

    /// <summary>Its name; null where none was told.</summary>
    public string? Name { get; private set; }

    /// <summary>When it ended; null while it runs.</summary>
    public TimeSpan? Ended { get; private set; }

    /// <summary>The signal that killed it; 0 for none.</summary>
    public int KilledBy { get; private set; }

    /// <summary>It is the program that was to be watched, and not one that it started.</summary>
    internal bool IsFirst { get; private set; }

    /// <summary>Its calls, the latest.</summary>
    internal Latest<CallEvent> Calls { get; } = new(MostCalls);

    /// <inheritdoc/>
    public override string ToString() => Name is null ? $"pid {Id}" : $"{Name} (pid {Id})";

    internal void Take(ProcessEvent step)
    {
        Name = step.Name ?? Name;
        IsFirst |= step.Step == ProcessStep.Started;
        if (step.Step is ProcessStep.Exited or ProcessStep.Killed && step.ThreadId == Id)
        {
            Ended = step.At;
            KilledBy = step.Step == ProcessStep.Killed ? step.Code : 0;
        }
    }

    internal void InheritName(string? name) => Name ??= name;
}
