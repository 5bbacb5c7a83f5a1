using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>One run of host discovery: the sockets, and whom to ask when. For one thread.</summary>
sealed class DiscoveryLoop : IDisposable
{
    // Each has a descriptor while it is asked by TCP, and 1,024 is what a process mostly may have.
    const int MostUnderWay = 512;
    const int FirstWindow = 128;
    const int ReceiveBuffer = 1 << 20;
    const long FirstTimeoutOnLink = 200_000;
    const int MostDoublings = 4;
    const ulong OfStop = 1ul << 32;
    const ulong OfSocket = 2ul << 32;

    readonly DiscoveryRun _run;
    readonly MachineAddresses _local = MachineAddresses.Read();
    readonly LinkPrefixes _links = new();
    readonly Epoll _epoll = new(256);
    readonly EventDescriptor _stop = new();
    readonly EchoSocket?[] _echoes = new EchoSocket?[2];
    readonly bool[] _triedEcho = new bool[2];
    readonly Dictionary<int, ArpSocket?> _arps = [];
    readonly Dictionary<int, DiscoveryHost> _knocking = [];
    readonly Dictionary<AddressKey, DiscoveryHost> _hosts = [];
    readonly PriorityQueue<DiscoveryHost, long> _due = new();
    readonly ProbeOrder _order;
    readonly RatePacer? _pacer;
    readonly SortedSet<string> _means = [];
    readonly byte[] _address = new byte[AddressKey.MostBytes];
    CongestionWindow _window;
    RoundTripEstimator _far, _near;
    long _next;

    public DiscoveryLoop(DiscoveryRun run)
    {
        _run = run;
        _order = new ProbeOrder(run.Plan.Hosts.Length, run.Tuning.Seed);
        _pacer = run.Tuning.Rate is { } rate ? new RatePacer(rate, ScanClock.Now) : null;
        var most = Math.Min(run.Tuning.MaxParallel ?? MostUnderWay, MostUnderWay);
        _window = new CongestionWindow(Math.Min(FirstWindow, most), most);
        _epoll.Add(_stop.Descriptor, EpollEvents.In, OfStop);
    }

    /// <summary>How hosts were asked, in the order tried.</summary>
    public string Means => _means.Count == 0 ? "nothing had to be asked" : string.Join(", ", _means.Select(static one => one[1..]));

    public void Run(CancellationToken stop)
    {
        using var registration = stop.Register(_stop.Signal);
        while (!stop.IsCancellationRequested)
        {
            Receive();
            var now = ScanClock.Now;
            while (_due.TryPeek(out var host, out var at) && at <= now && MaySend(now))
            {
                _due.Dequeue();
                if (!host.IsOver && host.DueAt == at)
                {
                    _window.Passed();
                    Ask(host, now);
                }
            }

            while (_next < _order.Count && _hosts.Count < _window.Size && MaySend(now))
            {
                Begin((int)_order[_next++], now);
            }

            if (_hosts.Count == 0 && _next >= _order.Count)
            {
                return;
            }

            Wait(now);
        }
    }

    public void Dispose()
    {
        foreach (var host in _knocking.Values)
        {
            host.Knock?.Dispose();
        }

        foreach (var echo in _echoes)
        {
            echo?.Dispose();
        }

        foreach (var arp in _arps.Values)
        {
            arp?.Dispose();
        }

        _epoll.Dispose();
        _stop.Dispose();
    }

    bool MaySend(long now) => _pacer is null || _pacer.Allowed(now) > 0;

    void Wait(long now)
    {
        var until = _due.TryPeek(out _, out var at) ? at : long.MaxValue;
        if (_pacer is not null && !MaySend(now))
        {
            until = _pacer.NextAt(now);
        }
        else if (_next < _order.Count && _hosts.Count < _window.Size)
        {
            return;
        }

        var events = _epoll.Wait(until == long.MaxValue ? -1 : (int)Math.Clamp((until - now + 999) / 1000, 0, int.MaxValue));
        for (var i = 0; i < events; i++)
        {
            _epoll.Event(i, out var data);
            if (data < OfStop && _knocking.TryGetValue((int)data, out var host))
            {
                EndKnock(host);
            }
        }
    }

    void Begin(int index, long now)
    {
        if (_run.Wanted is { } wanted && !wanted(index))
        {
            return;
        }

        var address = _run.Plan.Hosts[index].Address;
        if (_local.Has(address))
        {
            _run.Sink.Found(new HostFinding(index, true, ProbeReason.LocalHost));
            return;
        }

        var link = _links.Find(address);
        if (link is not null && ArpOf(link.Interface) is null)
        {
            link = null;
        }

        var host = new DiscoveryHost(index, address, link);
        if (_hosts.TryAdd(host.Key, host))
        {
            Ask(host, now);
        }
        else
        {
            // The same address twice in a plan.
            _hosts[host.Key].Twins.Add(index);
        }
    }

    ArpSocket? ArpOf(int link)
    {
        if (!_arps.TryGetValue(link, out var arp))
        {
            arp = ArpSocket.TryOpen(link);
            _arps[link] = arp;
            if (arp is not null)
            {
                _epoll.Add(arp.Descriptor, EpollEvents.In, OfSocket);
            }
        }

        return arp;
    }

    EchoSocket? EchoOf(bool isIpv6)
    {
        var family = isIpv6 ? 1 : 0;
        if (!_triedEcho[family])
        {
            _triedEcho[family] = true;
            if (EchoSocket.TryOpen(isIpv6, out _) is { } echo)
            {
                echo.SetReceiveBuffer(ReceiveBuffer);
                _echoes[family] = echo;
                _epoll.Add(echo.Descriptor, EpollEvents.In | EpollEvents.Error, OfSocket);
            }
        }

        return _echoes[family];
    }

    /// <summary>The next round of a host, or its end.</summary>
    void Ask(DiscoveryHost host, long now)
    {
        if (host.Round > _run.Tuning.Retries)
        {
            Down(host);
            return;
        }

        host.Round++;
        host.SentAt = now;
        var tuning = _run.Tuning;
        var (least, most) = (ScanClock.Of(tuning.MinTimeout), ScanClock.Of(tuning.MaxTimeout));
        var timeout = host.Link is not null ? _near.Timeout(Math.Min(FirstTimeoutOnLink, ScanClock.Of(tuning.InitialTimeout)), least, most) : _far.Timeout(ScanClock.Of(tuning.InitialTimeout), least, most);
        host.DueAt = now + Math.Min(most, timeout << Math.Min(MostDoublings, host.Round - 1));
        _due.Enqueue(host, host.DueAt);
        if (host.Link is { } link)
        {
            _means.Add("1ARP");
            Count(ArpOf(link.Interface)!.Ask(link, host.Address), host, now);
            return;
        }

        // Few packets for a silent host: an echo, then an echo and a SYN, then another SYN.
        var isIpv6 = host.Address.AddressFamily == AddressFamily.InterNetworkV6;
        var echo = EchoOf(isIpv6);
        if (echo is not null && (host.Round < 3 || host.Round % 2 == 0))
        {
            _means.Add(echo.Means == EchoMeans.PingSocket ? "2ICMP echo (ping socket)" : "2ICMP echo (raw socket)");
            var length = KernelSocketAddress.Write(host.Address, 0, _address);
            Count(echo.Send(_address.AsSpan(0, length), (ushort)host.Round, default, TakeErrors), host, now);
        }

        if (!host.IsOver && (echo is null || host.Round > 1))
        {
            Knock(host, (ushort)(host.Round % 2 == (echo is null ? 1 : 0) ? 443 : 80), now);
        }
    }

    void Count(int result, DiscoveryHost host, long now)
    {
        _pacer?.Spend(1, now);
        if (result >= 0)
        {
            host.SentAt = ScanClock.Now;
            _run.Counts.AddSent(1);
            return;
        }

        _run.Counts.AddLocalErrors(1);
        (host.Evidence, host.Reporter) = -result switch
        {
            Errno.ENETUNREACH or Errno.ENETDOWN => (ProbeReason.NetUnreachable, null),
            Errno.EHOSTUNREACH or Errno.EHOSTDOWN => (ProbeReason.HostUnreachable, null),
            Errno.EPERM or Errno.EACCES => (ProbeReason.LocalRule, null),
            Errno.EAGAIN or Errno.ENOBUFS => (host.Evidence, host.Reporter),
            _ => (ProbeReason.LocalError, (IPAddress?)null),
        };
        if (-result is Errno.ENETUNREACH)
        {
            // No route: no other way of asking has one.
            Down(host);
        }
    }

    void Knock(DiscoveryHost host, ushort port, long now)
    {
        _means.Add("3TCP 443 and 80");
        DropKnock(host);
        if (TcpKnock.TryBegin(new IPEndPoint(host.Address, port), hops: null, out var errno) is not { } knock)
        {
            Count(-errno, host, now);
            return;
        }

        Count(0, host, now);
        host.Knock = knock;
        _knocking[knock.Descriptor] = host;
        if (knock.IsOver)
        {
            EndKnock(host);
            return;
        }

        _epoll.Add(knock.Descriptor, EpollEvents.Out | EpollEvents.Error, (ulong)knock.Descriptor);
    }

    void EndKnock(DiscoveryHost host)
    {
        var errno = host.Knock!.Result(out var icmp, out var repeats);
        DropKnock(host);
        if (icmp is not null)
        {
            Against(host, IcmpReasons.Of(icmp.Version, icmp.Type, icmp.Code), icmp.Reporter);
        }
        else if (errno is 0 or Errno.ECONNREFUSED)
        {
            Up(host, errno == 0 ? ProbeReason.SynAck : ProbeReason.Reset, repeats == 0 ? ScanClock.Now - host.SentAt : 0);
        }
    }

    void DropKnock(DiscoveryHost host)
    {
        if (host.Knock is { } knock)
        {
            _knocking.Remove(knock.Descriptor);
            knock.Dispose();
            host.Knock = null;
        }
    }

    void Receive()
    {
        TakeErrors();
        foreach (var echo in _echoes)
        {
            while (echo is not null && echo.TryRead(out var reply))
            {
                if (_hosts.TryGetValue(reply.Peer, out var host))
                {
                    Up(host, ProbeReason.EchoReply, reply.Sequence == host.Round ? reply.At - host.SentAt : 0);
                }
            }
        }

        foreach (var arp in _arps.Values)
        {
            while (arp is not null && arp.TryRead(out var sender))
            {
                if (_hosts.TryGetValue(sender, out var host) && host.Link is not null)
                {
                    Up(host, ProbeReason.ArpResponse, host.Round == 1 ? ScanClock.Now - host.SentAt : 0);
                }
            }
        }
    }

    void TakeErrors()
    {
        foreach (var echo in _echoes)
        {
            while (echo is not null && echo.TryReadError(out var error))
            {
                if (_hosts.TryGetValue(error.Peer, out var host))
                {
                    Against(host, IcmpReasons.Of(echo.IsIpv6 ? 6 : 4, error.Type, error.Code), error.Reporter);
                }
            }
        }
    }

    /// <summary>An ICMP error: from the host itself it shows that it is there; else it is evidence, and the next way is tried at once.</summary>
    void Against(DiscoveryHost host, ProbeReason reason, IPAddress? reporter)
    {
        _run.Counts.AddReceived(1);
        if (host.IsOver)
        {
            return;
        }

        if (reporter is not null && reporter.Equals(host.Address))
        {
            Up(host, reason, 0);
            return;
        }

        (host.Evidence, host.Reporter) = (reason, reporter);
        if (reporter is not null && reason == ProbeReason.HostUnreachable && _local.Has(reporter))
        {
            // Our own stack: nobody answered ARP or neighbour discovery, whatever we were to send.
            Down(host);
            return;
        }

        host.DueAt = ScanClock.Now;
        _due.Enqueue(host, host.DueAt);
    }

    void Up(DiscoveryHost host, ProbeReason reason, long roundTrip)
    {
        if (host.IsOver)
        {
            return;
        }

        _run.Counts.AddReceived(1);
        _window.Passed();
        if (roundTrip > 0)
        {
            if (host.Link is not null)
            {
                _near.Add(roundTrip);
            }
            else
            {
                _far.Add(roundTrip);
            }
        }

        End(host, new HostFinding(host.Index, true, reason, TimeSpan.FromMicroseconds(Math.Max(0, roundTrip))));
    }

    void Down(DiscoveryHost host)
    {
        if (!host.IsOver)
        {
            End(host, new HostFinding(host.Index, false, host.Evidence, Reporter: host.Reporter));
        }
    }

    void End(DiscoveryHost host, HostFinding finding)
    {
        host.IsOver = true;
        _hosts.Remove(host.Key);
        DropKnock(host);
        _run.Sink.Found(finding);
        foreach (var twin in host.Twins)
        {
            _run.Sink.Found(finding with { Host = twin });
        }
    }
}
