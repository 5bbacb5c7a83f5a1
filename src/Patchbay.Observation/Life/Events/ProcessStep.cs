namespace Patchbay.Observation;

/// <summary>What happens to a process.</summary>
public enum ProcessStep
{
    /// <summary>It is watched from here on.</summary>
    Started,

    /// <summary>It made a process.</summary>
    Forked,

    /// <summary>It made a thread.</summary>
    Cloned,

    /// <summary>It runs another program.</summary>
    Executed,

    /// <summary>It ended by itself.</summary>
    Exited,

    /// <summary>A signal ended it.</summary>
    Killed,

    /// <summary>It is watched no longer and runs on.</summary>
    Detached,
}
