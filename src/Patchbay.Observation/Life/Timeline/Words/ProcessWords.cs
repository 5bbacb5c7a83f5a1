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
            ProcessStep.Forked => $"{who} made process {step.Code}",
            ProcessStep.Cloned => null,
            ProcessStep.Executed => $"pid {step.ProcessId} runs {step.Name}",
            // Threads come and go by the hundred.
            ProcessStep.Exited when step.ThreadId != step.ProcessId => null,
            ProcessStep.Exited => $"{who} ended with {step.Code}",
            ProcessStep.Killed when step.ThreadId != step.ProcessId => null,
            ProcessStep.Killed => $"{who} was killed by signal {step.Code}{(step.Code == SIGPIPE ? " (SIGPIPE)" : "")}",
            _ => $"{who} is watched no longer and runs on",
        };
    }
}
