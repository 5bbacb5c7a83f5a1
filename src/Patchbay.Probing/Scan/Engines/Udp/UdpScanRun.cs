using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>One run over the hosts of a plan: the sockets, the loop, and who is due when. For one thread.</summary>
sealed class UdpScanRun : IDisposable
{
    // Ports of hosts under way, so that memory is bounded whatever the plan.
    const int MostActivePorts = 1 << 20;
    const int MostActiveHosts = 4096;
    const int ReceiveBuffer = 4 << 20;

    // What the kernel charges a queue for one ICMP error that quotes a small datagram, and room for the errors of other hosts.
    const int ChargeOfError = 2_304;

    const int SendsATurn = 32;
    const int QuoteRoom = 2_048;
    const long PauseWhenFull = 2_000;
    const int UnreachablesOfDeadHost = 3;
    const ulong Stopped = 2;

    readonly ScanRun _run;
    readonly List<(int Host, ushort Port)> _deferred;
    readonly List<(int Host, ushort Port)>? _only;
    readonly MachineAddresses _local = MachineAddresses.Read();
    readonly UnconnectedSocket?[] _sockets = new UnconnectedSocket?[2];
    readonly ushort[] _ownPorts = new ushort[2];
    readonly Action[] _takeErrors;
    readonly Dictionary<AddressKey, UdpTarget> _targets = [];
    readonly Queue<UdpTarget> _ready = new();
    readonly PriorityQueue<UdpTarget, long> _due = new();
    readonly Epoll _epoll = new(4);
    readonly EventDescriptor _stop = new();
    readonly byte[] _payload = new byte[UdpPayloads.MostBytes];
    readonly RatePacer? _pacer;
    int _mostUnderWay;
    int _nextHost;
    int _activePorts;
    long _pausedUntil;

    public UdpScanRun(ScanRun run, List<(int Host, ushort Port)> deferred, List<(int Host, ushort Port)>? only)
    {
        (_run, _deferred, _only) = (run, deferred, only);
        _takeErrors = [() => TakeErrors(0), () => TakeErrors(1)];
        _pacer = run.Tuning.Rate is { } rate ? new RatePacer(rate, ScanClock.Now) : null;
        _epoll.Add(_stop.Descriptor, EpollEvents.In, Stopped);
    }

    public void Run(CancellationToken stop)
    {
        using var registration = stop.Register(_stop.Signal);
        while (!stop.IsCancellationRequested)
        {
            Activate();
            if (_targets.Count == 0)
            {
                return;
            }

            Receive();
            var now = ScanClock.Now;
            while (_due.TryPeek(out var target, out var at) && at <= now)
            {
                _due.Dequeue();
                if (target.DueAt == at)
                {
                    MakeReady(target);
                }
            }

            if (_ready.Count == 0 || !MaySend(now))
            {
                Wait(now, _ready.Count > 0 ? Math.Max(_pausedUntil, _pacer?.NextAt(now) ?? 0) : long.MaxValue);
                continue;
            }

            Serve(_ready.Dequeue());
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket?.Dispose();
        }

        _epoll.Dispose();
        _stop.Dispose();
    }

    bool MaySend(long now) => _pausedUntil <= now && (_pacer?.Allowed(now) ?? 1) > 0;

    void MakeReady(UdpTarget target)
    {
        target.DueAt = long.MaxValue;
        if (!target.IsReady)
        {
            target.IsReady = true;
            _ready.Enqueue(target);
        }
    }

    void Wait(long now, long sendAt)
    {
        var until = Math.Min(sendAt, _due.TryPeek(out _, out var at) ? at : long.MaxValue);
        var milliseconds = until == long.MaxValue ? -1 : (int)Math.Clamp((until - now + 999) / 1000, 0, int.MaxValue);
        if (milliseconds != 0)
        {
            _epoll.Wait(milliseconds);
        }
    }

    /// <summary>Takes hosts up until enough are under way.</summary>
    void Activate()
    {
        while (_nextHost < _run.Plan.Hosts.Length && _targets.Count < MostActiveHosts && (_activePorts < MostActivePorts || _targets.Count == 0))
        {
            var host = _nextHost++;
            var ports = WantedPorts(host);
            if (ports.Length > 0)
            {
                Begin(host, _run.Plan.Hosts[host].Address, ports);
            }
        }
    }

    ushort[] WantedPorts(int host)
    {
        if (_only is not null)
        {
            return [.. _only.Where(one => one.Host == host).Select(static one => one.Port)];
        }

        var ports = _run.Plan.PortsOf(host);
        if (_run.Wanted is not { } wanted)
        {
            return [.. ports];
        }

        var first = _run.Plan.FirstOf(host);
        return [.. ports.Where((_, place) => wanted(first + place))];
    }

    void Begin(int host, IPAddress address, ushort[] ports)
    {
        var family = address.AddressFamily == AddressFamily.InterNetworkV6 ? 1 : 0;
        if (!TryOpen(family, address, out var errno))
        {
            foreach (var port in ports)
            {
                Tell(new PortFinding(host, port, PortState.Unknown, ProbeReason.LocalError, 0, Errno: errno));
            }

            return;
        }

        var isLocal = _local.Has(address);
        if (isLocal && ports.Contains(_ownPorts[family]))
        {
            _deferred.Add((host, _ownPorts[family]));
            ports = [.. ports.Where(port => port != _ownPorts[family])];
        }

        if (_targets.ContainsKey(AddressKey.Of(address)) || ports.Length == 0)
        {
            // The same address twice: the second waits until the first is done.
            _deferred.AddRange(ports.Select(port => (host, port)));
            return;
        }

        var most = Math.Min(_mostUnderWay, _run.Tuning.MaxParallel ?? int.MaxValue);
        var scan = new UdpHostScan(ports.Length, _run.Tuning, most, isLocal, _run.Tuning.Seed + (ulong)host) { Guess = isLocal ? ScanClock.Of(_run.Tuning.MinTimeout) : null };
        var target = new UdpTarget(host, address, ports, scan, isLocal);
        _targets.Add(target.Key, target);
        _activePorts += ports.Length;
        MakeReady(target);
    }

    bool TryOpen(int family, IPAddress address, out int errno)
    {
        errno = 0;
        if (_sockets[family] is not null)
        {
            return true;
        }

        const int SOCK_DGRAM = 2;
        if (UnconnectedSocket.TryOpen(family == 1, SOCK_DGRAM, 0, QuoteRoom, out errno) is not { } socket)
        {
            return false;
        }

        // Bound now, and not by the first send: whether our port is among those to be asked has to be known before.
        if (PlainSocketCalls.Bind(socket.Descriptor, new IPEndPoint(family == 1 ? IPAddress.IPv6Any : IPAddress.Any, 0)) is < 0 and var result)
        {
            errno = -result;
            socket.Dispose();
            return false;
        }

        _ownPorts[family] = (ushort)((PlainSocketCalls.LocalEnd(socket.Descriptor) as IPEndPoint)?.Port ?? 0);
        var room = socket.SetReceiveBuffer(ReceiveBuffer) / ChargeOfError;
        _mostUnderWay = Math.Max(16, _mostUnderWay == 0 ? room : Math.Min(_mostUnderWay, room));
        _sockets[family] = socket;
        _epoll.Add(socket.Descriptor, EpollEvents.In | EpollEvents.Error, (ulong)family);
        return true;
    }

    /// <summary>Sends what a host may be sent, within its turn.</summary>
    void Serve(UdpTarget target)
    {
        target.IsReady = false;
        for (var i = 0; i < SendsATurn; i++)
        {
            var now = ScanClock.Now;
            if (!MaySend(now))
            {
                MakeReady(target);
                return;
            }

            switch (target.Scan.Next(now, out var place, out var until, out var silent))
            {
                case UdpAsk.Done:
                    End(target);
                    return;
                case UdpAsk.Wait when silent >= 0:
                    Tell(new PortFinding(target.Host, target.PortAt(silent), PortState.OpenFiltered, ProbeReason.NoResponse, target.Scan.TriesOf(silent)));
                    break;
                case UdpAsk.Wait:
                    if (until != long.MaxValue)
                    {
                        target.DueAt = until;
                        _due.Enqueue(target, until);
                    }

                    return;
                default:
                    Send(target, place, now);
                    break;
            }
        }

        MakeReady(target);
    }

    void End(UdpTarget target)
    {
        if (target.Scan.FellSilent)
        {
            _run.Sink.Notice($"{target.Address} answered and then fell silent: what is open|filtered there may be closed.");
        }

        _targets.Remove(target.Key);
        _activePorts -= target.Count;
        target.DueAt = long.MaxValue;
    }

    void Send(UdpTarget target, int place, long now)
    {
        var port = target.PortAt(place);
        var family = target.Address.AddressFamily == AddressFamily.InterNetworkV6 ? 1 : 0;
        var length = UdpPayloads.Write(port, (byte)(target.Scan.TriesOf(place) + 1), _payload);
        BinaryPrimitives.WriteUInt16BigEndian(target.Socket.AsSpan(2), port);
        var isSettled = target.Scan.IsSettled(place);

        // Told before it is sent: on loopback the answer is there when the call returns.
        target.Scan.Sent(place, now);
        var result = _sockets[family]!.Send(_payload.AsSpan(0, length), target.Socket.AsSpan(0, target.SocketLength), _takeErrors[family]);
        if (result >= 0)
        {
            _pacer?.Spend(1, now);
            _run.Counts.AddSent(1);
            if (target.IsLocal && _sockets[family]!.TryReadError(out var arrival))
            {
                TakeError(arrival);
            }

            return;
        }

        _run.Counts.AddLocalErrors(1);
        if (result is -Errno.EAGAIN or -Errno.ENOBUFS or -Errno.ENOMEM or -Errno.EINTR)
        {
            // As if it were lost: it comes round again.
            _pausedUntil = now + PauseWhenFull;
            return;
        }

        if (!isSettled && !target.Scan.IsSettled(place))
        {
            target.Scan.Settle(place);
            Tell(NotSent(target, port, -result, target.Scan.TriesOf(place)));
        }
    }

    static PortFinding NotSent(UdpTarget target, ushort port, int errno, byte tries) => errno switch
    {
        Errno.ENETUNREACH or Errno.ENETDOWN => new PortFinding(target.Host, port, PortState.Unknown, ProbeReason.NetUnreachable, 0, Errno: errno),
        Errno.EHOSTUNREACH or Errno.EHOSTDOWN => new PortFinding(target.Host, port, PortState.Unknown, ProbeReason.HostUnreachable, 0, Errno: errno),
        Errno.EPERM or Errno.EACCES => new PortFinding(target.Host, port, PortState.Unknown, ProbeReason.LocalRule, (byte)(tries - 1), Errno: errno),
        _ => new PortFinding(target.Host, port, PortState.Unknown, ProbeReason.LocalError, (byte)(tries - 1), Errno: errno),
    };

    void Receive()
    {
        for (var family = 0; family < _sockets.Length; family++)
        {
            if (_sockets[family] is { } socket)
            {
                TakeErrors(family);
                while (socket.TryRead(out var arrival))
                {
                    TakeAnswer(arrival);
                }
            }
        }
    }

    void TakeErrors(int family)
    {
        while (_sockets[family]!.TryReadError(out var arrival))
        {
            TakeError(arrival);
        }
    }

    void TakeError(in Arrival arrival)
    {
        if (!AddressKey.TryRead(arrival.Peer, out var key, out var port) || !_targets.TryGetValue(key, out var target) || target.PlaceOf(port) is not (>= 0 and var place))
        {
            return;
        }

        var report = arrival.Report;
        var isIcmp = report.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6;
        if (!isIcmp)
        {
            return;
        }

        _run.Counts.AddReceived(1);
        var isOfHost = AddressKey.TryRead(report.Offender, out var reporter, out _) && reporter == key;
        var reason = IcmpReasons.Of(report.Origin == SocketErrorOrigin.Icmp ? 4 : 6, report.Type, report.Code);
        if (reason is ProbeReason.HostUnreachable or ProbeReason.NetUnreachable && !target.HasAnswered)
        {
            target.Unreachable++;
        }
        else
        {
            target.HasAnswered = true;
        }

        if (target.Scan.Answered(place, arrival.At, isIcmp: true, UdpPayloads.AttemptOf(port, arrival.Body), out var roundTrip))
        {
            var state = reason == ProbeReason.PortUnreachable && isOfHost ? PortState.Closed : PortState.Filtered;
            Tell(new PortFinding(target.Host, port, state, reason, target.Scan.TriesOf(place), TimeSpan.FromMicroseconds(roundTrip), UnconnectedSocket.AddressOf(report.Offender)));
        }

        Note(target);
        if (target.Unreachable >= UnreachablesOfDeadHost && !target.HasAnswered)
        {
            SettleRest(target, reason, UnconnectedSocket.AddressOf(report.Offender));
        }

        MakeReady(target);
    }

    /// <summary>A host that cannot be reached is not asked port by port: the report is about the host, whichever port it names.</summary>
    void SettleRest(UdpTarget target, ProbeReason reason, IPAddress? reporter)
    {
        for (var place = 0; place < target.Count; place++)
        {
            if (!target.Scan.IsSettled(place))
            {
                target.Scan.Settle(place);
                Tell(new PortFinding(target.Host, target.PortAt(place), PortState.Filtered, reason, target.Scan.TriesOf(place), Reporter: reporter));
            }
        }
    }

    void TakeAnswer(in Arrival arrival)
    {
        if (!AddressKey.TryRead(arrival.Peer, out var key, out var port) || !_targets.TryGetValue(key, out var target))
        {
            return;
        }

        var place = target.PlaceOf(port);
        if (place < 0 && UdpPayloads.IsTftpAnswer(arrival.Body))
        {
            const ushort Tftp = 69;
            (port, place) = (Tftp, target.PlaceOf(Tftp));
        }

        if (place < 0)
        {
            return;
        }

        target.HasAnswered = true;
        _run.Counts.AddReceived(1);
        if (target.Scan.Answered(place, arrival.At, isIcmp: false, ofTry: 0, out var roundTrip))
        {
            Tell(new PortFinding(target.Host, port, PortState.Open, ProbeReason.UdpResponse, target.Scan.TriesOf(place), TimeSpan.FromMicroseconds(roundTrip), TimeToLive: arrival.TimeToLive));
        }

        MakeReady(target);
    }

    void Note(UdpTarget target)
    {
        // Not worth a word where it costs no time to speak of.
        const int WorthTelling = 20;
        if (!target.IsNoted && target.Scan.LimitedTo is { } interval && target.Scan.Left > WorthTelling)
        {
            target.IsNoted = true;
            _run.Sink.Notice(
                $"{target.Address} answers about {1 / interval.TotalSeconds:0.#} closed ports a second and no more (a limit on its ICMP errors): the {target.Scan.Left} ports left may take {Words(interval * target.Scan.Left)}.");
        }
    }

    static string Words(TimeSpan time) =>
        time.TotalSeconds < 90 ? $"{time.TotalSeconds:0} s" : time.TotalMinutes < 90 ? $"{time.TotalMinutes:0} min" : $"{time.TotalHours:0.0} h";

    void Tell(in PortFinding finding)
    {
        _run.Counts.AddSettled(1);
        _run.Sink.Found(finding);
    }
}
