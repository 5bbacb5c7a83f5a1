using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>accept fails for want of descriptors, and is called again at once.</summary>
static class AcceptLoopRule
{
    const int Many = 10;

    public static DoctorRule Rule { get; } = new()
    {
        Number = 15,
        Name = "accept-loop",
        Title = "accept fails with EMFILE in a busy loop",
        Why = "The connection stays in the backlog, so the listener stays ready: the loop takes a whole processor, and no client is served or refused.",
        Mend = "Wait a moment after EMFILE, stop listening until a descriptor is free, keep one in reserve to accept and close with; raise RLIMIT_NOFILE.",
        InHistory = Judge,
    };

    static IEnumerable<Sign> Judge(CaseHistory history)
    {
        foreach (var socket in history.Sockets)
        {
            List<CallEvent> failed = [.. socket.Calls.Where(static call => CallRole.IsAccept(call.Name) && call.Errno is Errno.EMFILE or Errno.ENFILE)];
            // Who waits between two attempts makes a few a second.
            if (failed.Count >= Many && (failed[^1].At - failed[0].At) / failed.Count < TimeSpan.FromMilliseconds(50))
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket.Local}: {failed[0].Name} failed {Plural.Of(failed.Count, "time")} with EMFILE within {Duration.Format(failed[^1].At - failed[0].At)}", socket.ProcessId, $"socket {socket.Number}");
            }
        }
    }
}
