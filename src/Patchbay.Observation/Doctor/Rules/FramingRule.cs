namespace Patchbay.Observation;

/// <summary>One read is taken for one message.</summary>
static class FramingRule
{
    const int SmallestBuffer = 16;

    public static DoctorRule Rule { get; } = new()
    {
        Number = 1,
        Name = "framing",
        Title = "one read is taken for one message",
        Why = "TCP carries bytes, not messages: a read may return half of one or two at once, as the network pleases, so it works on one machine and breaks on the next.",
        Mend = "Read until the message is whole: until its delimiter, or as many bytes as a length before it says; keep what is over for the next.",
        InHistory = Judge,
    };

    static IEnumerable<Sign> Judge(CaseHistory history)
    {
        foreach (var socket in history.Sockets.Where(static socket => socket is { IsStream: true, IsListener: false, LooksLikeTls: false }))
        {
            if ((LeftOver(socket) ?? Half(socket) ?? Glued(socket, history.End)) is { } seen)
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: {seen}", socket.ProcessId, $"socket {socket.Number}");
            }
        }
    }

    /// <summary>The buffer was full, more was there, and the program went on without it.</summary>
    static string? LeftOver(CaseSocket socket)
    {
        var last = socket.Calls.LastOrDefault(static call => CallRole.IsRead(call));
        if (last is not { Result: >= SmallestBuffer } || last.Result != last.Asked || socket.Close is not { } close)
        {
            return null;
        }

        // Who has read much and stops in the middle gives up; who reads once, or answers, thinks it has it all.
        var thinksItIsAll = socket.Reads.Take(2).Count() == 1 || socket.Writes.Any(write => write.At > last.At);
        var unread = thinksItIsAll ? socket.UnreadAt(close.At) : 0;
        return unread > 0 ? $"its one buffer of {Plural.Of(last.Asked!.Value, "byte")} was filled, and it closed with {Plural.Of(unread, "byte")} unread" : null;
    }

    /// <summary>The peer wrote more before it waited for the answer than this end ever read.</summary>
    static string? Half(CaseSocket socket)
    {
        if (socket.Peer is not { } peer || socket.Close is not { } close || socket.Reads.ToList() is not [var only] || socket.Calls.Any(static call => CallRole.IsRead(call) && call.Result == 0))
        {
            return null;
        }

        var asked = Burst(peer).ToList();
        var message = asked.Sum(static call => call.Result!.Value);
        return socket.Writes.Any(write => write.At > only.At && write.Result != only.Result) && message > only.Result && asked.Count > 0 && asked[^1].At < close.At
            ? $"it read {Plural.Of(only.Result!.Value, "byte")} once and answered; the peer's message had {Plural.Of(message, "byte")} in {Plural.Of(asked.Count, "write")}"
            : null;
    }

    /// <summary>One read took two writes of the peer's, and since then both wait.</summary>
    static string? Glued(CaseSocket socket, TimeSpan end)
    {
        if (socket.Peer is not { } peer || DeadlockRule.Standstill(socket, peer, end) is null)
        {
            return null;
        }

        var asked = Burst(peer).ToList();
        var first = socket.Reads.FirstOrDefault();
        return asked.Count >= 2 && first?.Result > asked[0].Result && first.Result == asked.Sum(static call => call.Result!.Value)
            ? $"one read took {Plural.Of(asked.Count, "write")} of the peer's together ({Plural.Of(first.Result!.Value, "byte")}), it answered {(socket.Writes.Count() < asked.Count ? "fewer times" : "them")}, and both wait"
            : null;
    }

    /// <summary>What an end wrote before it first read.</summary>
    static IEnumerable<CallEvent> Burst(CaseSocket socket) =>
        socket.Calls.Where(static call => CallRole.IsRead(call) || (CallRole.IsWrite(call.Name) && call.Result > 0)).TakeWhile(static call => CallRole.IsWrite(call.Name));
}
