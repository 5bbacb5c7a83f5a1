using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A program that SIGPIPE killed.</summary>
static class BrokenPipe
{
    const int SIGPIPE = 13;

    public static string? Of(LifeScene scene, ProcessEvent step) =>
        step is { Step: ProcessStep.Killed, Code: SIGPIPE }
            ? $"it wrote to a connection whose other end was gone{Where(scene, step)}; MSG_NOSIGNAL, or ignoring SIGPIPE, makes the write fail with EPIPE instead"
            : null;

    static string Where(LifeScene scene, ProcessEvent step) =>
        scene.FindProgram(step.ProcessId)?.Calls.LastOrDefault(static call => call.Errno == Errno.EPIPE) is { Socket: > 0 } call ? $" (socket {call.Socket})" : "";
}
