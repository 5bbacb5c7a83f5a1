namespace Patchbay.Observation;

/// <summary>A listener's backlog is full.</summary>
static class BacklogRule
{
    static readonly TimeSpan Lasting = TimeSpan.FromMilliseconds(300);

    public static DoctorRule Rule { get; } = new()
    {
        Number = 9,
        Name = "backlog",
        Title = "the backlog is full: connections are dropped",
        Why = "The kernel drops the SYN and says nothing, so clients do not get a refusal: they wait one, three, seven seconds, and time out.",
        Mend = "Accept in a loop that does nothing else, and give listen(2) a backlog of some hundreds (bounded by net.core.somaxconn).",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history)
    {
        foreach (var socket in history.Sockets.Where(static socket => socket is { IsTcp: true, IsListener: true }))
        {
            GaugeEvent? first = null;
            foreach (var gauge in socket.Gauges)
            {
                first = gauge.Unread > gauge.ReceiveRoom && gauge.State == Sockets.TcpState.Listen ? first ?? gauge : null;
                if (first is not null && gauge.At - first.At >= Lasting)
                {
                    yield return new Sign($"{history.Who(socket.ProcessId)}, {socket.Local}: {gauge.Unread} connections wait and {gauge.ReceiveRoom} may, for {Sockets.Duration.Format(gauge.At - first.At)} at least", socket.ProcessId, $"listener {socket.Local}");
                    break;
                }
            }
        }
    }

    static IEnumerable<Sign> OnHost(HostView host)
    {
        var dropped = host.Grown("TcpExt.ListenOverflows");
        foreach (var (before, now) in host.Lasting.Where(static pair => WhyLocal.IsFull(pair.Now)))
        {
            if (WhyLocal.IsFull(before) && host.Between >= Lasting)
            {
                yield return new Sign($"{HostView.Who(now)}, {now.Local}: {now.ReceiveQueue} connections wait and {now.SendQueue} may{(dropped > 0 ? $"; this machine dropped {Plural.Of(dropped, "SYN")} meanwhile (ListenOverflows)" : "")}", HostView.ProcessOf(now), $"listener {now.Local}");
            }
        }
    }
}
