using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Nobody is at the other end any more.</summary>
static class DeadPeerRule
{
    const int IPPROTO_TCP = 6, TCP_USER_TIMEOUT = 18;
    const int UnansweredOnHost = 5, UnansweredWatched = 3;
    const int Many = 3;

    // Three times-out, each twice the one before, of 200 ms at least (TCP_RTO_MIN).
    static readonly TimeSpan Backoff = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    public static DoctorRule Rule { get; } = new()
    {
        Number = 10,
        Name = "dead-peer",
        Title = "the peer is gone, and the connection does not know",
        Why = "A machine that lost its power or a NAT that forgot the connection says nothing: without keep-alive a reader waits for ever, and a writer about 15 minutes.",
        Mend = "Set SO_KEEPALIVE with TCP_KEEPIDLE of a minute and TCP_USER_TIMEOUT, and give the protocol a time limit and a heartbeat.",
        InHistory = InHistory,
        OnHost = OnHost,
    };

    static IEnumerable<Sign> InHistory(CaseHistory history)
    {
        foreach (var socket in history.Sockets.Where(static socket => socket.IsTcp && socket.Option(IPPROTO_TCP, TCP_USER_TIMEOUT) is null))
        {
            // Since the retransmissions began, nothing was acknowledged: the bytes under way are the same.
            GaugeEvent? first = null;
            foreach (var gauge in socket.Gauges)
            {
                first = gauge is { Timer: SocketTimer.Retransmission, Unacknowledged: > 0, State: not (TcpState.SynSent or TcpState.SynReceived) } ? first is { } known && known.Unacknowledged <= gauge.Unacknowledged ? first : gauge : null;
                if (first is not null && gauge.Retransmits - first.Retransmits >= UnansweredWatched && gauge.At - first.At >= Backoff)
                {
                    yield return new Sign(Words($"{history.Who(socket.ProcessId)}, {socket}", gauge.Retransmits - first.Retransmits, gauge.At - first.At), socket.ProcessId, $"socket {socket.Number}");
                    break;
                }
            }
        }
    }

    static IEnumerable<Sign> OnHost(HostView host)
    {
        foreach (var (_, now) in host.Lasting.Where(static pair => pair.Now is { Kind: SocketKind.Tcp, Timer: SocketTimer.Retransmission, State: not (TcpState.SynSent or TcpState.SynReceived), Inode: not 0 }))
        {
            if (now.Retransmits >= (host.IsWatch ? UnansweredWatched : UnansweredOnHost))
            {
                yield return new Sign(Words($"{HostView.Who(now)}, {now.Local} to {now.Remote}", now.Retransmits, TimeSpan.FromMilliseconds(now.Tcp?.LastAcknowledged ?? 0)), HostView.ProcessOf(now), $"{now.Local} to {now.Remote}");
            }
        }

        var idle = host.Lasting.Select(static pair => pair.Now).Where(static row => row is { Kind: SocketKind.Tcp, State: TcpState.Established, Timer: SocketTimer.None, Inode: not 0, Tcp: not null, Scope: not SocketScope.Loopback } && Quiet(row) >= Idle);
        foreach (var process in idle.GroupBy(HostView.ProcessOf))
        {
            if (process.Count() >= Many)
            {
                yield return new Sign($"{HostView.Who(process.First())}: {Plural.Of(process.Count(), "connection")} without keep-alive that carried nothing for {Duration.Format(process.Min(Quiet))} and more", process.Key, $"idle of {process.Key}");
            }
        }
    }

    static TimeSpan Quiet(SocketRow row) => TimeSpan.FromMilliseconds(Math.Min(row.Tcp!.Value.LastSent, row.Tcp.Value.LastReceived));

    static string Words(string who, long times, TimeSpan since) =>
        $"{who}: the same bytes were sent {Plural.Of(times, "time")} again{(since > TimeSpan.Zero ? $" in {Duration.Format(since)}" : "")}, and nothing came back";
}
