using System.Globalization;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Connections that the peer closed and the program does not.</summary>
static class CloseWaitRule
{
    const int Many = 3;
    const double NearlyAll = 0.8;

    static readonly TimeSpan Recorded = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Old = TimeSpan.FromSeconds(30);
    static readonly TimeSpan VeryOld = TimeSpan.FromMinutes(10);

    public static DoctorRule Rule { get; } = new()
    {
        Number = 4,
        Name = "close-wait",
        Title = "sockets are not closed: CLOSE-WAIT and descriptors pile up",
        Why = "Each keeps a descriptor and its buffers until the process ends; at RLIMIT_NOFILE nothing can be opened or accepted any more.",
        Mend = "Close the socket when a read returns 0 and on every error path (using, with, defer, try-with-resources).",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history)
    {
        foreach (var process in history.Sockets.Where(static socket => socket is { IsTcp: true, IsListener: false }).GroupBy(static socket => socket.ProcessId))
        {
            var died = history.Events.OfType<ProcessEvent>().FirstOrDefault(seen => seen.ProcessId == process.Key && seen.ThreadId == process.Key && seen.Step is ProcessStep.Exited or ProcessStep.Killed)?.At ?? history.End;
            var left = process.Select(socket => (Socket: socket, Ended: EndRead(socket))).Where(pair => pair.Ended is { } at && died - at >= Recorded && !LetGo(pair.Socket, at)).ToList();
            if (left.Count >= Many)
            {
                yield return new Sign($"{history.Who(process.Key)}: {Plural.Of(left.Count, "connection")} whose end it has read and which it never closed, the first for {Duration.Format(died - left.Min(static pair => pair.Ended!.Value))}; one is {left[0].Socket}",
                    process.Key, $"close-wait of {process.Key}");
            }
        }
    }

    static TimeSpan? EndRead(CaseSocket socket) => socket.Calls.FirstOrDefault(static call => CallRole.IsRead(call) && call is { Result: 0, Asked: not 0 })?.At;

    static bool LetGo(CaseSocket socket, TimeSpan since) => socket.Calls.Any(call => call.At > since && (call.Name is "close" or "shutdown" || CallRole.IsWrite(call.Name)));

    static IEnumerable<Sign> OnHost(HostView host)
    {
        var left = host.Lasting.Where(static pair => pair.Now is { Kind: SocketKind.Tcp, State: TcpState.CloseWait, Inode: not 0, ReceiveQueue: <= 1, SendQueue: 0 } && pair.Before.State == TcpState.CloseWait)
            .Select(static pair => (Row: pair.Now, Age: TimeSpan.FromMilliseconds(pair.Now.Tcp?.LastAcknowledged ?? 0)));
        foreach (var process in left.Where(static pair => pair.Age >= Old).GroupBy(static pair => HostView.ProcessOf(pair.Row)))
        {
            var oldest = process.Max(static pair => pair.Age);
            var count = process.Count();
            if (count >= Many || oldest >= VeryOld)
            {
                yield return new Sign($"{HostView.Who(process.First().Row)}: {Plural.Of(count, "connection")} in CLOSE-WAIT with nothing left to read, the oldest for {Duration.Format(oldest)}", process.Key, $"close-wait of {process.Key}");
            }
        }

        foreach (var use in host.Second.Processes.Values.Where(static use => use.Limit > 0 && use.Open >= use.Limit * NearlyAll))
        {
            yield return new Sign(string.Create(CultureInfo.InvariantCulture, $"{use.Name} (pid {use.ProcessId}) has {use.Open:#,0} of at most {use.Limit:#,0} descriptors open"), use.ProcessId, $"descriptors of {use.ProcessId}");
        }
    }
}
