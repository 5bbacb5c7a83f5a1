using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The end of a stream is not taken for one.</summary>
static class EndOfStreamRule
{
    const int Many = 30;

    public static DoctorRule Rule { get; } = new()
    {
        Number = 8,
        Name = "end-of-stream",
        Title = "a read of 0 bytes is not understood: the peer has finished",
        Why = "A read that returns 0 will do so for ever: the loop burns a processor, and the connection stays in CLOSE-WAIT.",
        Mend = "Leave the loop when a read returns 0: finish what is to be sent, then close.",
        InHistory = Judge,
    };

    static IEnumerable<Sign> Judge(CaseHistory history)
    {
        foreach (var socket in history.Sockets.Where(static socket => socket.IsStream))
        {
            List<CallEvent> ends = [.. socket.Calls.Where(static call => CallRole.IsRead(call) && call is { Result: 0, Asked: not 0 })];
            if (ends.Count >= Many)
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: {ends[^1].Name} said end of stream {Plural.Of(ends.Count, "time")} within {Duration.Format(ends[^1].At - ends[0].At)}", socket.ProcessId, $"socket {socket.Number}");
            }
        }
    }
}
