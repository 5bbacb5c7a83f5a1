namespace Patchbay.Observation;

/// <summary>Beginnings and ends of processes in words.</summary>
static class ProcessWords
{
    const int SIGPIPE = 13;

    public static string? Of(ProcessEvent step, LifeProgram? program)
    {
        var who = program?.ToString() ?? $"pid {step.ProcessId}";
        return step.Step switch
        {
            ProcessStep.Started => $"{who} is watched",
            // A shell makes processes by the hundred; those that have sockets are named where their sockets are.
            ProcessStep.Forked or ProcessStep.Cloned or ProcessStep.Executed => null,
            ProcessStep.Exited when step.ThreadId != step.ProcessId || program is not { IsFirst: true } and not { Calls.Count: > 0 } => null,
            ProcessStep.Exited => $"{who} ended with status {step.Code}",
            ProcessStep.Killed when step.ThreadId != step.ProcessId => null,
            ProcessStep.Killed => $"{who} was ended by signal {step.Code}{(step.Code == SIGPIPE ? " (SIGPIPE)" : "")}",
            _ => $"{who} is watched no longer and runs on",
        };
    }
}
