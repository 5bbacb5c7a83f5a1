using Patchbay.Linux.Bpf;
using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>States, RSTs and repeated segments of every TCP socket, by the kernel's tracepoints. Needs CAP_BPF and CAP_PERFMON.</summary>
sealed class TracepointSource(LifeClock clock) : IHostSource
{
    // Sockets that wait for their second end; those that never get it are forgotten with the oldest.
    const int MostHalfKnown = 4096;

    readonly SocketTracepoints _tracepoints = new();
    readonly Dictionary<ulong, SocketEnd> _remotes = [];
    readonly Dictionary<ulong, List<LifeEvent>> _halfKnown = [];

    public LifeSource Source => LifeSource.Tracepoints;

    public long Losses => 0;

    public void Run(Action<HostSighting> saw)
    {
        while (_tracepoints.Read(out var record))
        {
            if (record.Family is InetDiagQuery.IPv4 or InetDiagQuery.IPv6)
            {
                Take(record, saw);
            }
        }
    }

    public void Stop() => _tracepoints.Stop();

    public void Dispose() => _tracepoints.Dispose();

    void Take(SocketRecord record, Action<HostSighting> saw)
    {
        var one = ToEvent(record);
        var (from, to) = record.Tracepoint == SocketTracepoint.State ? ((TcpState)record.Before, (TcpState)record.Now) : default;
        var isListener = from == TcpState.Listen && to != TcpState.SynReceived || to == TcpState.Listen;
        var local = new SocketEnd(HostAddress.Read(record.LocalAddress), record.LocalPort);
        var remote = isListener ? default : new SocketEnd(HostAddress.Read(record.RemoteAddress), record.RemotePort);
        // A socket that is closed has given its addresses back, and a connection has its port only after its first state (tcp_v4_connect).
        var isKnown = isListener ? local.Port > 0 : local.Port > 0 && remote.Port > 0 && to is not (TcpState.SynSent or TcpState.SynReceived);
        if (!isKnown && to != TcpState.Closed)
        {
            Wait(record.Key, one);
            return;
        }

        if (remote.Port == 0 && !isListener && _remotes.TryGetValue(record.Key, out var known))
        {
            remote = known;
        }

        if (_halfKnown.Remove(record.Key, out var before))
        {
            foreach (var earlier in before)
            {
                saw(new HostSighting(earlier, local, remote, record.Cookie));
            }
        }

        saw(new HostSighting(one, local, remote, record.Cookie));
        if (to == TcpState.Closed)
        {
            _remotes.Remove(record.Key);
        }
        else if (!isListener && _remotes.Count < MostHalfKnown)
        {
            _remotes[record.Key] = remote;
        }
    }

    void Wait(ulong key, LifeEvent one)
    {
        if (!_halfKnown.TryGetValue(key, out var events))
        {
            if (_halfKnown.Count >= MostHalfKnown)
            {
                _halfKnown.Clear();
            }

            _halfKnown[key] = events = [];
        }

        events.Add(one);
    }

    LifeEvent ToEvent(SocketRecord record) => record.Tracepoint == SocketTracepoint.State
        ? new StateEvent { At = clock.Of(record.Time), From = (TcpState)record.Before, To = (TcpState)record.Now, Source = Source }
        : new KernelEvent
        {
            At = clock.Of(record.Time),
            Source = Source,
            Step = record.Tracepoint switch { SocketTracepoint.Retransmit => KernelStep.Retransmitted, SocketTracepoint.ResetSent => KernelStep.ResetSent, _ => KernelStep.ResetReceived },
        };
}
