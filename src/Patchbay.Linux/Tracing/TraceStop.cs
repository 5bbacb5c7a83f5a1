namespace Patchbay.Linux;

/// <summary>A traced thread stopped, or is gone.</summary>
/// <param name="Thread">Which.</param>
/// <param name="Kind">Why.</param>
/// <param name="Code">A status or a signal, as the kind says; else 0.</param>
public readonly record struct TraceStop(int Thread, TraceStopKind Kind, int Code)
{
    const int SIGTRAP = 5;
    // PTRACE_O_TRACESYSGOOD marks the stops of system calls.
    const int CallMark = 0x80;
    const int EventFork = 1, EventVfork = 2, EventClone = 3, EventExec = 4, EventExit = 6, EventStop = 128;

    /// <summary>Reads the status that waitpid(2) gives a tracer that seized its tracees.</summary>
    public static TraceStop Read(int thread, int status)
    {
        if ((status & 0x7F) == 0)
        {
            return new(thread, TraceStopKind.Exited, (status >> 8) & 0xFF);
        }

        if ((status & 0xFF) != 0x7F)
        {
            return new(thread, TraceStopKind.Killed, status & 0x7F);
        }

        var (signal, what) = ((status >> 8) & 0xFF, (status >> 16) & 0xFF);
        return what switch
        {
            EventFork or EventVfork or EventClone => new(thread, TraceStopKind.Made, 0),
            EventExec => new(thread, TraceStopKind.Executed, 0),
            EventExit => new(thread, TraceStopKind.Exiting, 0),
            EventStop when signal != SIGTRAP => new(thread, TraceStopKind.GroupStop, signal),
            0 when signal == (SIGTRAP | CallMark) => new(thread, TraceStopKind.Call, 0),
            0 => new(thread, TraceStopKind.Signal, signal),
            _ => new(thread, TraceStopKind.Trap, 0),
        };
    }
}
