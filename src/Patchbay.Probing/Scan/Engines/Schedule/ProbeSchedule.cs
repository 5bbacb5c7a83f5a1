using System.Net;

namespace Patchbay.Probing;

/// <summary>
/// Which port of a wave is asked when, and what its answers and its silence mean: windows, time-outs, tries and loss of each host. Knows no socket and no clock. It asks in passes, each
/// over all that is not settled and in an order of its own; a pass ends when nothing is under way, so the next one knows all that this one taught. A port is told to be silent only
/// after the tries that its host's loss asks for. Not thread-safe.
/// </summary>
/// <remarks>Probes are numbered from 0 within the wave; from <see cref="Count"/> on follow the pings, one a host: an answering port asked again, by which loss shows among silent ones.</remarks>
internal sealed class ProbeSchedule
{
    /// <summary>No port is asked more often.</summary>
    public const int MostTries = 21;

    // A port that answers is missed with less than this probability, as far as the loss is known.
    const double MissBound = 1e-4;

    const int MostPauses = 8;
    const long FirstPause = 10_000;

    // How often the tail of a pass is looked through.
    const long TailEvery = 5_000;

    const byte Settled = 1, Flying = 2;

    readonly ScanRun _run;
    readonly int _firstHost;
    readonly long _firstProbe;
    readonly long _initialTimeout, _leastTimeout, _mostTimeout;
    readonly RatePacer? _pacer;

    readonly int[] _hostOf;
    readonly ushort[] _ports;
    readonly byte[] _tries;
    readonly byte[] _marks;
    readonly long[] _sentAt, _deadlines;
    readonly bool[] _inWheel;
    readonly int[] _nextWaiting;
    readonly HostState[] _hosts;
    readonly DeadlineWheel _wheel;
    readonly Queue<int> _ready = new();
    readonly Queue<int> _pings = new();

    CongestionWindow _window;
    ProbeOrder _order;
    int _cursor;
    int _pass;
    int _flying;
    int _waiting;
    int _left;
    long _passStart;
    long _pausedUntil;
    int _pauses;
    int _tailHost, _tailProbe;
    long _tailAt;
    int _graceTries;

    // Taken and not sent yet: the pacer does not know of them.
    int _taken;

    /// <summary>The schedule of some hosts.</summary>
    /// <param name="run">What is asked and who is told.</param>
    /// <param name="firstHost">The first host.</param>
    /// <param name="endHost">One past the last.</param>
    /// <param name="firstWindow">Probes under way at first, of all hosts.</param>
    /// <param name="mostWindow">And at most.</param>
    /// <param name="pacer">Keeps the rate; null for none.</param>
    /// <param name="now">The time now.</param>
    public ProbeSchedule(ScanRun run, int firstHost, int endHost, int firstWindow, int mostWindow, RatePacer? pacer, long now)
    {
        var (plan, tuning) = (run.Plan, run.Tuning);
        (_run, _firstHost, _pacer, _passStart, _firstProbe) = (run, firstHost, pacer, now, plan.FirstOf(firstHost));
        (_initialTimeout, _leastTimeout, _mostTimeout) = (ScanClock.Of(tuning.InitialTimeout), ScanClock.Of(tuning.MinTimeout), ScanClock.Of(tuning.MaxTimeout));
        var hosts = endHost - firstHost;
        Count = checked((int)(plan.FirstOf(endHost - 1) + plan.PortsOf(endHost - 1).Length - _firstProbe));
        (_hostOf, _ports, _tries, _marks) = (new int[Count], new ushort[Count], new byte[Count], new byte[Count]);
        (_sentAt, _deadlines, _inWheel) = (new long[Count + hosts], new long[Count + hosts], new bool[Count + hosts]);
        (_nextWaiting, _hosts) = (new int[Count], new HostState[hosts]);
        _wheel = new DeadlineWheel(Count + hosts, now);
        _window = new CongestionWindow(Math.Min(firstWindow, mostWindow), mostWindow);
        _order = new ProbeOrder(Count, tuning.Seed);
        var at = 0;
        for (var host = 0; host < hosts; host++)
        {
            var left = 0;
            foreach (var port in plan.PortsOf(firstHost + host))
            {
                var isWanted = run.Wanted is null || run.Wanted(_firstProbe + at);
                (_hostOf[at], _ports[at], _marks[at]) = (host, port, isWanted ? (byte)0 : Settled);
                left += isWanted ? 1 : 0;
                at++;
            }

            _left += left;
            _hosts[host] = new HostState { Window = new CongestionWindow(Math.Min(HostState.FirstWindow, mostWindow), mostWindow), Left = left, WaitingHead = -1, WaitingTail = -1, Ping = -1, LateAt = long.MinValue };
        }
    }

    /// <summary>How many probes there are; the pings' numbers follow.</summary>
    public int Count { get; }

    /// <summary>Every wanted port is settled.</summary>
    public bool IsDone => _left == 0;

    /// <summary>Probes under way.</summary>
    public int UnderWay => _flying;

    /// <summary>The host of a probe or a ping, as the plan numbers it.</summary>
    public int HostOf(int probe) => _firstHost + LocalHost(probe);

    /// <summary>The port of a probe or a ping.</summary>
    public ushort PortOf(int probe) => _ports[probe < Count ? probe : _hosts[probe - Count].Ping];

    /// <summary>Which try is, or was last, under way: from 1. A ping's is 1.</summary>
    public int TryOf(int probe) => probe < Count ? _tries[probe] : 1;

    /// <summary>The round trip to a probe's host as far as it is known, in microseconds; 0 for unknown.</summary>
    public long RoundTripOf(int probe) => _hosts[LocalHost(probe)].RoundTrip.Smoothed;

    /// <summary>The ping of a probe's host.</summary>
    public int PingOf(int probe) => Count + LocalHost(probe);

    /// <summary>A probe is neither answered nor given up.</summary>
    public bool IsOpenQuestion(int probe) => probe < Count ? (_marks[probe] & Settled) == 0 : _hosts[probe - Count].PingIsFlying;

    /// <summary>The next probe to send; <see cref="Sent"/> or <see cref="Failed"/> has to follow.</summary>
    /// <returns>-1: none may be sent now.</returns>
    public int Take(long now)
    {
        if (now < _pausedUntil || _flying >= _window.Size || (_pacer is not null && _pacer.Allowed(now) <= _taken))
        {
            return -1;
        }

        if (_pings.TryDequeue(out var pinged))
        {
            ref var host = ref _hosts[pinged];
            (host.PingIsQueued, host.PingIsFlying) = (false, true);
            _flying++;
            _taken++;
            return Count + pinged;
        }

        while (true)
        {
            var probe = TakeWaiting();
            probe = probe >= 0 ? probe : TakeNext();
            if (probe >= 0)
            {
                _marks[probe] |= Flying;
                _tries[probe]++;
                _hosts[_hostOf[probe]].Flying++;
                _flying++;
                _taken++;
                return probe;
            }

            if (_flying > 0 || _waiting > 0 || _left == 0 || !BeginPass(now))
            {
                return -1;
            }
        }
    }

    /// <summary>A probe that was taken is on its way.</summary>
    public void Sent(int probe, long now)
    {
        _taken--;
        _pacer?.Spend(1, now);
        _run.Counts.AddSent(1);
        _pauses = 0;
        _sentAt[probe] = now;
        ref var host = ref _hosts[LocalHost(probe)];
        host.LastSentAt = now;

        // RFC 6298 section 5.5 backs off; once is enough here, and silence costs less.
        _deadlines[probe] = now + (probe >= Count || _tries[probe] > 1 ? Patience(in host) : TimeoutOf(in host));
        Watch(probe);
    }

    /// <summary>
    /// Our own system had no means to send a probe that was taken. All wait for a moment, then it is taken again; when many moments changed nothing, it is unknown.
    /// </summary>
    public void Failed(int probe, int errno, long now)
    {
        _taken--;
        _run.Counts.AddLocalErrors(1);
        Land(probe);
        if (probe >= Count)
        {
            return;
        }

        _tries[probe]--;
        if (_pauses >= MostPauses)
        {
            Settle(probe, PortState.Unknown, ProbeReason.LocalError, errno: errno);
            return;
        }

        if (now >= _pausedUntil)
        {
            _pausedUntil = now + (FirstPause << _pauses++);
        }

        Wait(probe);
        MakeReady(_hostOf[probe]);
    }

    /// <summary>It is known at once, without an answer from outside: no route, a local rule.</summary>
    public void Refused(int probe, PortState state, ProbeReason reason, int errno)
    {
        _taken--;
        _pauses = 0;
        if (probe < Count && reason is ProbeReason.LocalRule or ProbeReason.LocalError)
        {
            _tries[probe]--;
        }

        if (reason is ProbeReason.LocalRule or ProbeReason.LocalError)
        {
            _run.Counts.AddLocalErrors(1);
        }

        Land(probe);
        if (probe < Count)
        {
            Settle(probe, state, reason, errno: errno);
        }
    }

    /// <summary>An answer came. One to a probe that is settled is passed over.</summary>
    /// <param name="probe">To which probe.</param>
    /// <param name="state">What it says.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The time now.</param>
    /// <param name="attempt">Which try it answers; 0 when that cannot be told.</param>
    /// <param name="reporter">Who sent an ICMP error.</param>
    /// <param name="timeToLive">The answer's; 0 when it is not seen.</param>
    public void Answered(int probe, PortState state, ProbeReason reason, long now, int attempt = 0, IPAddress? reporter = null, byte timeToLive = 0)
    {
        if (!IsOpenQuestion(probe))
        {
            return;
        }

        _run.Counts.AddReceived(1);
        ref var host = ref _hosts[LocalHost(probe)];
        if (probe >= Count)
        {
            Land(probe);
            host.RoundTrip.Add(now - _sentAt[probe]);
            host.Loss.Answered(1);
            Ping(probe - Count, now);
            return;
        }

        var isLatest = attempt == 0 || attempt == _tries[probe];
        attempt = attempt == 0 ? _tries[probe] : attempt;
        Land(probe);
        var trip = isLatest ? now - _sentAt[probe] : 0;

        if (isLatest)
        {
            host.RoundTrip.Add(trip);
        }
        else if (host.LateAt < _passStart)
        {
            // A try that was given up is answered: the time-out was too short, by how much is not known any more. Once for all of them, or it would double with each.
            host.LateAt = now;
            host.RoundTrip.Add(2 * TimeoutOf(in host));
        }

        var isTcp = reason is ProbeReason.SynAck or ProbeReason.Reset;
        if (isTcp && attempt > 1)
        {
            host.Loss.Answered(attempt);
            Drop(ref host, _passStart, now);
        }
        else
        {
            // ICMP errors are limited in rate by their senders (RFC 1812 section 4.3.2.8): that one came late is no loss.
            if (isTcp)
            {
                host.Loss.Answered(1);
            }

            host.Window.Passed();
            _window.Passed();
        }

        if (isTcp && (host.Ping < 0 || (host.PingsOpenPort && state == PortState.Closed && !host.PingIsFlying && !host.PingIsQueued)))
        {
            (host.Ping, host.PingsOpenPort) = (probe, state == PortState.Open);
        }

        Settle(probe, state, reason, trip, reporter, timeToLive);
    }

    /// <summary>The next probe or ping whose time is over; it is silent for now.</summary>
    /// <returns>Its number; -1 when there is none.</returns>
    public int Expire(long now)
    {
        while (_wheel.Take(now) is >= 0 and var probe)
        {
            _inWheel[probe] = false;
            if (!IsFlying(probe))
            {
                continue;
            }

            if (now < _deadlines[probe])
            {
                // It was sent once more since it was put in.
                Watch(probe);
                continue;
            }

            return Silent(probe, now);
        }

        return ExpireTail(now);
    }

    // The last of a pass are waited for as long as their host is known to take by now, which may be much less than when they were sent.
    int ExpireTail(long now)
    {
        if (_cursor < Count || _waiting > 0 || now < _tailAt)
        {
            return -1;
        }

        for (; _tailHost < _hosts.Length; _tailHost++)
        {
            ref var host = ref _hosts[_tailHost];
            var overdue = now - Patience(in host);
            if (!host.RoundTrip.HasSample)
            {
                continue;
            }

            if (host.PingIsFlying && _sentAt[Count + _tailHost] <= overdue)
            {
                return Silent(Count + _tailHost, now);
            }

            if (host.Flying == 0 || host.LastSentAt > overdue)
            {
                continue;
            }

            var start = (int)(_run.Plan.FirstOf(_firstHost + _tailHost) - _firstProbe);
            for (_tailProbe = Math.Max(start, _tailProbe); _tailProbe < start + _run.Plan.PortsOf(_firstHost + _tailHost).Length; _tailProbe++)
            {
                if (IsFlying(_tailProbe))
                {
                    return Silent(_tailProbe, now);
                }
            }
        }

        (_tailHost, _tailProbe, _tailAt) = (0, 0, now + TailEvery);
        return -1;
    }

    int Silent(int probe, long now)
    {
        Land(probe);
        ref var host = ref _hosts[LocalHost(probe)];
        if (probe >= Count)
        {
            host.Loss.Missed();
            Drop(ref host, _sentAt[probe], now);
        }
        else
        {
            host.Window.Passed();
            _window.Passed();
        }

        Ping(LocalHost(probe), now);
        return probe;
    }

    bool IsFlying(int probe) => probe < Count ? (_marks[probe] & Flying) != 0 : _hosts[probe - Count].PingIsFlying;

    // A thing stands in the wheel once. One that stands there already for an earlier try is looked at when that time comes, or at the tail of the pass.
    void Watch(int probe)
    {
        if (!_inWheel[probe])
        {
            _inWheel[probe] = true;
            _wheel.Add(probe, _deadlines[probe]);
        }
    }

    /// <summary>When <see cref="Expire"/> or <see cref="Take"/> may have something, if no answer comes until then; <see cref="long.MaxValue"/> for never.</summary>
    public long NextAt(long now)
    {
        // At the tail of a pass an answer may shorten what is left to wait.
        var next = _cursor == Count && _flying > 0 ? Math.Min(_wheel.NextAt(), now + TailEvery) : _wheel.NextAt();
        if (now < _pausedUntil)
        {
            return Math.Min(next, _pausedUntil);
        }

        return _pacer is null || _pacer.Allowed(now) > 0 ? next : Math.Min(next, _pacer.NextAt(now));
    }

    /// <summary>Our own receive queue lost answers: silence has to be asked once more, and less is under way from now on.</summary>
    public void AnswersWereLost(long now)
    {
        _window.Dropped(now, now, 64);
        _graceTries = Math.Min(_graceTries + 1, _pass + 1);
    }

    /// <summary>A probe under way cannot be asked to its end: our own system lacks the means.</summary>
    public void Abandon(int probe, int errno)
    {
        _run.Counts.AddLocalErrors(1);
        Land(probe);
        if (probe < Count)
        {
            Settle(probe, PortState.Unknown, ProbeReason.LocalError, errno: errno);
        }
    }

    /// <summary>What is not settled cannot be asked.</summary>
    public void GiveUp(int errno)
    {
        for (var probe = 0; probe < Count; probe++)
        {
            if ((_marks[probe] & Settled) == 0)
            {
                Settle(probe, PortState.Unknown, ProbeReason.LocalError, errno: errno);
            }
        }
    }

    int TriesOf(in HostState host) => Math.Min(MostTries, host.Loss.Tries(_run.Tuning.Retries + 1, MostTries, MissBound) + _graceTries);

    int LocalHost(int probe) => probe < Count ? _hostOf[probe] : probe - Count;

    long TimeoutOf(in HostState host) => host.RoundTrip.Timeout(_initialTimeout, _leastTimeout, _mostTimeout);

    long Patience(in HostState host) => host.RoundTrip.HasSample ? 2 * TimeoutOf(in host) : TimeoutOf(in host);

    int TakeWaiting()
    {
        while (_ready.TryPeek(out var number))
        {
            ref var host = ref _hosts[number];
            if (host.WaitingHead < 0 || host.Flying >= host.Window.Size)
            {
                _ready.Dequeue();
                host.IsReady = false;
                continue;
            }

            var probe = host.WaitingHead;
            host.WaitingHead = _nextWaiting[probe];
            _waiting--;

            // A late answer may have settled it while it waited.
            if ((_marks[probe] & Settled) == 0)
            {
                return probe;
            }
        }

        return -1;
    }

    int TakeNext()
    {
        while (_cursor < Count)
        {
            var probe = (int)_order[_cursor++];
            if ((_marks[probe] & Settled) != 0)
            {
                continue;
            }

            ref var host = ref _hosts[_hostOf[probe]];
            if (host.Flying < host.Window.Size)
            {
                return probe;
            }

            Wait(probe);
        }

        return -1;
    }

    // False when what was left has been asked often enough, and was told.
    bool BeginPass(long now)
    {
        for (var probe = 0; probe < Count; probe++)
        {
            if ((_marks[probe] & Settled) == 0 && _tries[probe] >= TriesOf(in _hosts[_hostOf[probe]]))
            {
                Settle(probe, PortState.Filtered, ProbeReason.NoResponse);
            }
        }

        _pass++;
        (_order, _cursor, _passStart) = (new ProbeOrder(Count, _run.Tuning.Seed + (ulong)_pass), 0, now);
        return _left > 0;
    }

    void Wait(int probe)
    {
        ref var host = ref _hosts[_hostOf[probe]];
        _nextWaiting[probe] = -1;
        if (host.WaitingHead < 0)
        {
            host.WaitingHead = probe;
        }
        else
        {
            _nextWaiting[host.WaitingTail] = probe;
        }

        host.WaitingTail = probe;
        _waiting++;
    }

    void MakeReady(int number)
    {
        ref var host = ref _hosts[number];
        if (!host.IsReady && host.WaitingHead >= 0)
        {
            host.IsReady = true;
            _ready.Enqueue(number);
        }
    }

    // It is under way no more.
    void Land(int probe)
    {
        if (probe >= Count)
        {
            _hosts[probe - Count].PingIsFlying = false;
            _flying--;
        }
        else if ((_marks[probe] & Flying) != 0)
        {
            _marks[probe] &= unchecked((byte)~Flying);
            _flying--;
            _hosts[_hostOf[probe]].Flying--;
            MakeReady(_hostOf[probe]);
        }
    }

    void Drop(ref HostState host, long sentAt, long now)
    {
        if (host.Window.Dropped(sentAt, now, host.LeastWindow))
        {
            _window.Dropped(sentAt, now, HostState.FirstWindow);
        }
    }

    // Ports of a host stay silent that answers otherwise: is it a filter, or loss? Each ping of an answering port tells.
    void Ping(int number, long now)
    {
        ref var host = ref _hosts[number];
        if (host.Ping >= 0 && host.Left > 0 && !host.PingIsFlying && !host.PingIsQueued && (host.Loss.Trips < host.TripsWanted || now > _sentAt[Count + number] + (6 * TimeoutOf(in host))))
        {
            host.PingIsQueued = true;
            _pings.Enqueue(number);
        }
    }

    void Settle(int probe, PortState state, ProbeReason reason, long trip = 0, IPAddress? reporter = null, byte timeToLive = 0, int errno = 0)
    {
        _marks[probe] |= Settled;
        _left--;
        _hosts[_hostOf[probe]].Left--;
        _run.Counts.AddSettled(1);
        _run.Sink.Found(new PortFinding(HostOf(probe), _ports[probe], state, reason, _tries[probe], TimeSpan.FromMicroseconds(trip), reporter, timeToLive, errno));
    }
}
