using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>SIGPIPE ends the writer.</summary>
static class BrokenPipeRule
{
    const int SIGPIPE = 13;

    public static DoctorRule Rule { get; } = new()
    {
        Number = 16,
        Name = "broken-pipe",
        Title = "SIGPIPE kills the writer",
        Why = "Writing to a connection that the peer has reset raises SIGPIPE, whose default ends the whole process without a word: one client that leaves takes the server down.",
        Mend = "Ignore SIGPIPE, or send with MSG_NOSIGNAL, and handle EPIPE like any other end of the connection.",
        InHistory = Judge,
    };

    static IEnumerable<Sign> Judge(CaseHistory history)
    {
        foreach (var death in history.Events.OfType<ProcessEvent>().Where(static seen => seen is { Step: ProcessStep.Killed, Code: SIGPIPE }).DistinctBy(static seen => seen.ProcessId))
        {
            // A pipe that breaks ends a program as it should: only sockets count.
            var write = history.Calls.LastOrDefault(call => call.ProcessId == death.ProcessId && CallRole.IsWrite(call.Name) && (call.Errno == Errno.EPIPE || call.Result is null) && call.Socket != 0);
            if (write is not null)
            {
                var socket = history.Sockets.First(one => one.Number == write.Socket);
                yield return new Sign($"{history.Who(death.ProcessId)} was killed by SIGPIPE in {write.Name} on {socket}", death.ProcessId, $"process {death.ProcessId}");
            }
        }
    }
}
