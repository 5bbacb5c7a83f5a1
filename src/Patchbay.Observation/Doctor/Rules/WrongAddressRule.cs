using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>Client and server mean different addresses of the same machine.</summary>
static class WrongAddressRule
{
    public static DoctorRule Rule { get; } = new()
    {
        Number = 11,
        Name = "wrong-address",
        Title = "the server listens on another address, or in the other family",
        Why = "127.0.0.1 and ::1 are different doors: localhost may be either, and a server behind one is refused at the other.",
        Mend = "Listen on both (127.0.0.1 and ::1, or a dual-stack [::]), and let clients try every address of the name.",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history)
    {
        foreach (var attempt in history.Calls.Where(static call => CallRole.IsConnect(call.Name) && call is { Errno: Errno.ECONNREFUSED, Address.Port: > 0 }))
        {
            var (end, process) = (attempt.Address!.Value, attempt.ProcessId);
            var went = history.Calls.Any(call => CallRole.IsConnect(call.Name) && call.ProcessId == process && call.At > attempt.At && call.Address?.Port == end.Port && (call.Result == 0 || call.Errno == Errno.EINPROGRESS));
            if (!went && IsHere(end, history) && history.Listeners.FirstOrDefault(row => row.Kind == SocketKind.Tcp && row.Local.Port == end.Port) is { } listener && IsStream(history, attempt.Socket))
            {
                yield return new Sign($"{history.Who(process)}: {end} refused, while {HostView.Who(listener)} listens on {listener.Local}", process, $"to {end}");
            }
        }
    }

    static bool IsStream(CaseHistory history, int number) => history.Sockets.FirstOrDefault(socket => socket.Number == number) is not { IsUdp: true };

    static bool IsHere(SocketEnd end, CaseHistory history) => end.Host.IsLoopback || history.Listeners.Any(row => row.Local.Host.Unmapped == end.Host.Unmapped);

    static IEnumerable<Sign> OnHost(HostView host)
    {
        foreach (var port in host.Second.Rows.Where(static row => row is { Kind: SocketKind.Tcp, IsListener: true, Owners.Count: > 0 } && (row.Local.Host.IsLoopback || row.Local.IsAny)).GroupBy(static row => row.Local.Port))
        {
            var four = port.FirstOrDefault(static row => !row.Local.Host.IsV6);
            var six = port.FirstOrDefault(static row => row.Local.Host.IsV6);
            if (four is not null && six is not null && !four.Owners.Select(static owner => owner.Name).Intersect(six.Owners.Select(static owner => owner.Name)).Any())
            {
                yield return new Sign($"port {port.Key}: {HostView.Who(four)} has {four.Local} and {HostView.Who(six)} has {six.Local}; who says localhost meets one or the other", HostView.ProcessOf(six), $"families of {port.Key}");
            }
        }
    }
}
