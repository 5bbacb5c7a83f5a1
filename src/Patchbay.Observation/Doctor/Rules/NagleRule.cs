using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Two small writes, then a wait for the answer: Nagle's algorithm against the delayed acknowledgement.</summary>
static class NagleRule
{
    const int IPPROTO_TCP = 6, TCP_NODELAY = 1;

    // Less than a full segment of the smallest usual path: what Nagle's algorithm holds back (RFC 9293 section 3.7.4).
    const int Small = 1400;
    const int Often = 2;

    // The shortest delayed acknowledgement of Linux is 40 ms (TCP_DELACK_MIN); other systems go up to 200 ms and more.
    static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(30);

    public static DoctorRule Rule { get; } = new()
    {
        Number = 6,
        Name = "nagle",
        Title = "write, write, read: Nagle's algorithm meets the delayed acknowledgement",
        Why = "The second small write waits until the first is acknowledged, and the peer delays that for 40 ms or more, hoping for an answer to send it with.",
        Mend = "Write the message with one call (a buffer, writev), or set TCP_NODELAY.",
        InHistory = Judge,
    };

    static IEnumerable<Sign> Judge(CaseHistory history)
    {
        foreach (var socket in history.Sockets.Where(static socket => socket.IsTcp))
        {
            var waits = Waits(socket).ToList();
            if (waits.Count >= Often)
            {
                yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: {Plural.Of(waits.Count, "time")} a second small write was held back behind the first, and the answer came {Duration.Format(Median(waits))} later (TCP_NODELAY is not set)",
                    socket.ProcessId, $"socket {socket.Number}");
            }
        }
    }

    /// <summary>How long each held-back message was waited for.</summary>
    static IEnumerable<TimeSpan> Waits(CaseSocket socket)
    {
        CallEvent? previous = null, second = null;
        var noDelay = false;
        foreach (var call in socket.Calls)
        {
            if (call is { Name: "setsockopt", Result: 0, Option: { Level: IPPROTO_TCP, Name: TCP_NODELAY } option })
            {
                noDelay = option.Value != 0;
            }
            else if (CallRole.IsWrite(call.Name) && call.Result > 0)
            {
                (second, previous) = (previous is not null && call.Result < Small && !noDelay ? call : null, call.Result < Small ? call : null);
            }
            else if (CallRole.IsRead(call) && call.Result >= 0)
            {
                var answered = call.At + call.Took;
                if (second is not null && call.Result > 0 && answered - (second.At + second.Took) >= Delay && IsHeld(socket, second, answered))
                {
                    yield return answered - (second.At + second.Took);
                }

                (previous, second) = (null, null);
            }
        }
    }

    /// <summary>The proof: after the write something was under way and something else was not sent.</summary>
    static bool IsHeld(CaseSocket socket, CallEvent write, TimeSpan until) =>
        socket.Gauges.Any(gauge => gauge.At >= write.At && gauge.At < until && gauge is { Unsent: > 0 and < Small, Unacknowledged: > 0 });

    static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
