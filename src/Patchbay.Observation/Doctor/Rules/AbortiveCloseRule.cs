namespace Patchbay.Observation;

/// <summary>A close that becomes a reset and takes data with it.</summary>
static class AbortiveCloseRule
{
    const int SOL_SOCKET = 1, SO_LINGER = 13;

    public static DoctorRule Rule { get; } = new()
    {
        Number = 7,
        Name = "abortive-close",
        Title = "a close that resets the connection and loses data",
        Why = "close(2) with unread data, or with SO_LINGER of 0, sends RST: what is still under way is lost, many systems also throw away what the peer has not read yet, and it sees ECONNRESET.",
        Mend = "shutdown(SHUT_WR), read until 0 with a limit in time and bytes, then close.",
        InHistory = Judge,
    };

    static IEnumerable<Sign> Judge(CaseHistory history)
    {
        foreach (var socket in history.Sockets.Where(static socket => socket is { IsTcp: true, IsListener: false, LooksLikeTls: false }))
        {
            if (socket.Close is not { } close || socket.Calls.LastOrDefault(static call => CallRole.IsRead(call) || CallRole.IsWrite(call.Name)) is not { Result: > 0 } last || !CallRole.IsWrite(last.Name))
            {
                // Who read last has its answer and loses nothing; so does who wrote in vain.
                continue;
            }

            // What came after the last write is an answer that nobody wants; what was there before is what the peer said and this end never heard.
            var unread = Math.Min(socket.UnreadAt(last.At + last.Took), socket.UnreadAt(close.At));
            if (unread > 0)
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: closed after a write of {Plural.Of(last.Result!.Value, "byte")} with {Plural.Of(unread, "byte")} unread, which sends RST", socket.ProcessId, $"socket {socket.Number}");
            }
            else if (socket.Option(SOL_SOCKET, SO_LINGER) == 0)
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: closed after a write of {Plural.Of(last.Result!.Value, "byte")} with SO_LINGER on and 0 seconds, which sends RST", socket.ProcessId, $"socket {socket.Number}");
            }
        }
    }
}
