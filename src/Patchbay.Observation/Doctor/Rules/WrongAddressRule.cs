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
            if (!went && IsHere(end, history) && !Takes(history, end) && Listener(history, end.Port) is { } listener && IsStream(history, attempt.Socket))
            {
                yield return new Sign($"{history.Who(process)}: {end} refused, while {listener}", process, $"to {end}");
            }
        }
    }

    /// <summary>Somebody listens at that very address: only later, or only before.</summary>
    static bool Takes(CaseHistory history, SocketEnd end) =>
        WhyLocal.Of([.. history.Listeners.Where(row => row.Local.Port == end.Port)]).ListenerFor(end.Host.ToIPAddress()) is not null
        || history.Sockets.Any(socket => socket is { IsTcp: true, IsListener: true, Local: { } local } && local.Port == end.Port && (local.IsAny || local.Host.Unmapped == end.Host.Unmapped));

    /// <summary>Who has the port elsewhere: by the table, or, when it was too short to be seen there, by its own calls.</summary>
    static string? Listener(CaseHistory history, ushort port) =>
        history.Listeners.FirstOrDefault(row => row.Kind == SocketKind.Tcp && row.Local.Port == port) is { } row ? $"{HostView.Who(row)} listens on {row.Local}"
        : history.Sockets.FirstOrDefault(socket => socket is { IsTcp: true, IsListener: true } && socket.Local?.Port == port) is { } own ? $"{history.Who(own.ProcessId)} listens on {own.Local}"
        : null;

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
