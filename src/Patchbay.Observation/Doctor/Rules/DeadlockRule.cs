using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Both sides wait, or one client holds up all the others.</summary>
static class DeadlockRule
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(1.5);
    static readonly TimeSpan Waiting = TimeSpan.FromSeconds(1);

    public static DoctorRule Rule { get; } = new()
    {
        Number = 12,
        Name = "deadlock",
        Title = "everybody waits: both ends read, or one client holds up the others",
        Why = "A call that blocks stops its thread: when each side waits for the other to speak nothing ever happens, and a server that reads one client accepts no other.",
        Mend = "Say in the protocol who speaks first and when a message ends; serve each client by its own thread or task, and give every wait a time limit.",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history)
    {
        var done = new HashSet<int>();
        foreach (var socket in history.Sockets.Where(static socket => socket is { IsStream: true, Peer: not null }))
        {
            if (done.Contains(socket.Number) || Standstill(socket, socket.Peer!, history.End) is not { } still || Moves(history, still.From, still.To))
            {
                continue;
            }

            done.Add(socket.Peer!.Number);
            yield return new Sign($"{history.Who(socket.ProcessId)}, {socket}: both ends were blocked in a read for {Duration.Format(still.To - still.From)}, with nothing under way", socket.ProcessId, $"socket {socket.Number}");
        }

        foreach (var listener in history.Sockets.Where(static socket => socket is { IsStream: true, IsListener: true }))
        {
            if (Neglect(listener) is { } longest)
            {
                yield return new Sign($"{history.Who(listener.ProcessId)}, {listener.Local}: {Plural.Of(longest.Waiting, "connection")} waited for {Duration.Format(longest.Time)} and more, and nobody was accepted meanwhile", listener.ProcessId, $"listener {listener.Local}");
            }
        }
    }

    /// <summary>The longest time in which connections waited at every look and no accept returned.</summary>
    static (TimeSpan Time, long Waiting)? Neglect(CaseSocket listener)
    {
        (TimeSpan Time, long Waiting)? longest = null;
        List<TimeSpan> accepted = [.. listener.Calls.Where(static call => CallRole.IsAccept(call.Name) && call.Result >= 0).Select(static call => call.At + call.Took)];
        GaugeEvent? first = null;
        foreach (var gauge in listener.Gauges.Where(static gauge => gauge.Source == LifeSource.Table))
        {
            first = gauge.Unread == 0 ? null : first is null || accepted.Exists(at => at > first.At && at <= gauge.At) ? gauge : first;
            if (first is not null && gauge.At - first.At is var time && time >= Long && time > (longest?.Time ?? TimeSpan.Zero))
            {
                longest = (time, first.Unread);
            }
        }

        return longest;
    }

    /// <summary>When both ends were blocked in a read at the same time, for long.</summary>
    public static (TimeSpan From, TimeSpan To)? Standstill(CaseSocket one, CaseSocket other, TimeSpan end)
    {
        foreach (var read in Blocked(one, end))
        {
            foreach (var answer in Blocked(other, end))
            {
                var from = read.From > answer.From ? read.From : answer.From;
                var to = read.To < answer.To ? read.To : answer.To;
                // What was sent and not read is under way, or lost: then they do not wait for one another.
                if (to - from >= Long && Moved(one.Writes, from) == Moved(other.Reads, from) && Moved(other.Writes, from) == Moved(one.Reads, from))
                {
                    return (from, to);
                }
            }
        }

        return null;
    }

    static long Moved(IEnumerable<CallEvent> calls, TimeSpan until) => calls.Where(call => call.At < until).Sum(static call => call.Result!.Value);

    static IEnumerable<(TimeSpan From, TimeSpan To)> Blocked(CaseSocket socket, TimeSpan end) =>
        socket.Calls.Where(static call => CallRole.IsRead(call) && call.MayBlock != false).Select(call => (call.At, CallRole.EndOf(call, end))).Where(static span => span.Item2 - span.At >= Long);

    /// <summary>Something else of the program happened meanwhile: somebody may yet speak.</summary>
    static bool Moves(CaseHistory history, TimeSpan from, TimeSpan to) =>
        history.Calls.Any(call => call.At > from + TimeSpan.FromMilliseconds(100) && call.At < to - TimeSpan.FromMilliseconds(100) && (CallRole.IsRead(call) || CallRole.IsWrite(call.Name) || CallRole.IsWait(call.Name) || CallRole.IsAccept(call.Name)));

    static IEnumerable<Sign> OnHost(HostView host)
    {
        // Of a program that is watched its calls tell better whether it accepts.
        if (host.IsWatch)
        {
            yield break;
        }

        foreach (var (before, now) in host.Lasting.Where(static pair => pair.Now is { Kind: SocketKind.Tcp, IsListener: true, ReceiveQueue: > 0 } && pair.Before.ReceiveQueue > 0 && pair.Now.ReceiveQueue >= pair.Before.ReceiveQueue))
        {
            if (host.Between >= Waiting)
            {
                yield return new Sign($"{HostView.Who(now)}, {now.Local}: {Plural.Of(before.ReceiveQueue, "connection")} waited for {Duration.Format(host.Between)} and more to be accepted", HostView.ProcessOf(now), $"listener {now.Local}");
            }
        }
    }
}
