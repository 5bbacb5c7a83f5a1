namespace Patchbay.Linux;

/// <summary>Why a traced thread stopped, or that it is gone (ptrace(2)).</summary>
public enum TraceStopKind
{
    /// <summary>It ended by itself; the code is its status.</summary>
    Exited,

    /// <summary>A signal ended it; the code is its number.</summary>
    Killed,

    /// <summary>It enters or leaves a system call.</summary>
    Call,

    /// <summary>A signal is about to be delivered; the code is its number.</summary>
    Signal,

    /// <summary>A stopping signal stopped the whole process; the code is its number.</summary>
    GroupStop,

    /// <summary>It begins to be traced, was interrupted, or goes on after a group stop.</summary>
    Trap,

    /// <summary>It made a process or a thread, whose number is the event's message.</summary>
    Made,

    /// <summary>It runs another program; the event's message is the number the thread had before.</summary>
    Executed,

    /// <summary>It is about to end and still has all it had; the event's message is its status.</summary>
    Exiting,
}
