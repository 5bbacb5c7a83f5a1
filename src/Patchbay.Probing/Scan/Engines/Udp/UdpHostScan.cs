namespace Patchbay.Probing;

/// <summary>
/// The UDP scan of one host: which port is asked when, and what silence is worth. Ports are numbered from 0. The caller sends, reads the clock (<see cref="ScanClock"/>) and tells what
/// came. Pure; not thread-safe.
/// </summary>
/// <remarks>
/// Silence counts for a port (a clean try) only where an answer could not have fallen to a limit of the host's ICMP: every burst is followed by a canary, a probe to a port that is known
/// to answer, and only when that is answered the silence before it counts. While a limit holds, a burst is no longer than the host has tokens (<see cref="AnswerLimit"/>).
/// </remarks>
sealed class UdpHostScan
{
    const int FirstWindow = 16;
    const int ProbesACanary = 16;
    const int DoubtsACanary = 32;
    const int MostTries = 200;
    const int MostCleanTries = 20;

    // With tries after which a port that answers is missed once in five thousand.
    const double MostMissed = 0.0002;

    // How long after the expected answer a probe stops to count as under way; an answer after that still counts.
    const long LeastFlight = 4_000;

    // What was silent so often is asked where its silence counts; before that more often than the host may answer, so that none of its answers is wasted.
    const int LikelyTries = 2;

    // So fast an answer is no limit.
    const double LeastInterval = 300;

    readonly ProbeOrder _order;
    readonly ScanTuning _tuning;
    readonly bool _isLocal;
    readonly byte[] _tries, _clean;
    readonly Mark[] _marks;
    readonly long[] _sentAt;
    readonly Queue<Flight> _flights = new();
    readonly Queue<(int Port, long At)> _again = new();
    readonly List<int> _doubts = [];
    CongestionWindow _window;
    RoundTripEstimator _roundTrip;
    LossEstimator _loss;
    AnswerLimit? _limit;
    long _fresh;
    int _underWay;
    int _left;
    int _burst, _goodBurst = -1, _sentSinceCanary;
    int _canary = -1;
    bool _canaryIsOut, _isCheck;
    int _canaryFailures, _canaryChecks, _falseAlarms;

    /// <summary>A scan that has not begun.</summary>
    /// <param name="ports">How many ports.</param>
    /// <param name="tuning">How.</param>
    /// <param name="mostUnderWay">Probes under way at most, as the receive queue allows.</param>
    /// <param name="isLocal">The host is this machine, where the kernel limits nothing.</param>
    /// <param name="seed">Makes the order.</param>
    public UdpHostScan(int ports, ScanTuning tuning, int mostUnderWay, bool isLocal, ulong seed)
    {
        (_order, _tuning, _isLocal, _left) = (new ProbeOrder(ports, seed), tuning, isLocal, ports);
        (_tries, _clean, _marks, _sentAt) = (new byte[ports], new byte[ports], new Mark[ports], new long[ports]);
        _window = new CongestionWindow(Math.Min(FirstWindow, mostUnderWay), mostUnderWay);
    }

    [Flags]
    enum Mark : byte
    {
        None = 0,
        Settled = 1,
        UnderWay = 2,
        Reserved = 4,
        Sure = 8,
    }

    /// <summary>Ports that are not settled.</summary>
    public int Left => _left;

    /// <summary>Probes that count as under way.</summary>
    public int UnderWay => _underWay;

    /// <summary>The time that one ICMP answer takes the host, while it is limited; null while it is not.</summary>
    public TimeSpan? LimitedTo => _limit is { IsSteady: true } limit ? TimeSpan.FromMicroseconds(limit.Interval) : null;

    /// <summary>The round trip, for hosts that have not answered yet.</summary>
    public RoundTripEstimator RoundTrip => _roundTrip;

    /// <summary>Begins with what other hosts have shown, instead of the initial time-out.</summary>
    public long? Guess { get; init; }

    /// <summary>How often a port was asked.</summary>
    public byte TriesOf(int port) => _tries[port];

    /// <summary>It is settled.</summary>
    public bool IsSettled(int port) => (_marks[port] & Mark.Settled) != 0;

    /// <summary>What is to be done now. After <see cref="UdpAsk.Send"/> comes <see cref="Sent"/>, or <see cref="Settle"/> when it cannot be sent.</summary>
    /// <param name="now">The time.</param>
    /// <param name="port">Whom to ask.</param>
    /// <param name="until">Of <see cref="UdpAsk.Wait"/>: no longer than this.</param>
    /// <param name="silent">A port that every try found silent: it is settled by this call, and told as such. -1 for none.</param>
    public UdpAsk Next(long now, out int port, out long until, out int silent)
    {
        (port, until, silent) = (-1, long.MaxValue, -1);
        Expire(now);
        if (_left == 0)
        {
            return UdpAsk.Done;
        }

        if (_flights.TryPeek(out var oldest))
        {
            until = oldest.SentAt + FlightTime;
        }

        if (WantsCanary(now))
        {
            port = _canary;
            return UdpAsk.Send;
        }

        if (_limit is null && (_underWay >= _window.Size || (_canaryIsOut && _canaryFailures > 0)))
        {
            return UdpAsk.Wait;
        }

        while (_fresh < _order.Count && IsSettled((int)_order[_fresh]))
        {
            _fresh++;
        }

        if (_fresh < _order.Count)
        {
            if (_limit is not null && _limit.NextAt(now, isSure: false) is var allowed && allowed > now)
            {
                until = Math.Min(until, allowed);
                return UdpAsk.Wait;
            }

            port = (int)_order[_fresh++];
            return UdpAsk.Send;
        }

        while (_again.TryPeek(out var next))
        {
            if (IsSettled(next.Port))
            {
                _again.Dequeue();
                continue;
            }

            if (next.At > now)
            {
                until = Math.Min(until, next.At);
                break;
            }

            if (_clean[next.Port] >= _loss.Tries(1 + _tuning.Retries, MostCleanTries, MostMissed) || _tries[next.Port] >= MostTries)
            {
                _again.Dequeue();
                silent = next.Port;
                Settle(silent);
                return UdpAsk.Wait;
            }

            if (_limit is not null && _limit.NextAt(now, isSure: _tries[next.Port] >= LikelyTries) is var allowed && allowed > now)
            {
                until = Math.Min(until, allowed);
                break;
            }

            port = _again.Dequeue().Port;
            return UdpAsk.Send;
        }

        // The end of a burst, and some of it silent.
        if (CanHaveCanary && _sentSinceCanary > 0 && (_limit is null ? _underWay > 0 : _doubts.Count > 0 && _doubts.Count >= _left))
        {
            if (_limit is not null && _limit.NextAt(now, isSure: false) is var allowed && allowed > now)
            {
                until = Math.Min(until, allowed);
            }
            else
            {
                port = _canary;
                return UdpAsk.Send;
            }
        }

        port = -1;
        return UdpAsk.Wait;
    }

    /// <summary>What <see cref="Next"/> asked for was sent.</summary>
    public void Sent(int port, long now)
    {
        if (IsSettled(port))
        {
            _canaryIsOut = true;
            _sentSinceCanary = 0;
            _isCheck = _limit is null || _limit.CanarySent(now);
            _flights.Enqueue(new Flight(port, now, _burst++, IsCanary: true));
            return;
        }

        _tries[port]++;
        _sentAt[port] = now;
        _marks[port] = Mark.UnderWay;
        if (_limit is not null)
        {
            _marks[port] |= (_limit.IsKnown ? Mark.Reserved : Mark.None) | (_limit.Sent(now) ? Mark.Sure : Mark.None);
        }

        _underWay++;
        _sentSinceCanary++;
        _flights.Enqueue(new Flight(port, now, _burst, IsCanary: false));
    }

    /// <summary>Something came back for a port.</summary>
    /// <param name="port">For which.</param>
    /// <param name="at">When.</param>
    /// <param name="isIcmp">It is an ICMP error, which a limit may hold back.</param>
    /// <param name="ofTry">Which try it answers, from 1; 0 when it cannot be told.</param>
    /// <param name="roundTrip">In microseconds, where it can be told; 0 otherwise.</param>
    /// <returns>False when the port was settled before: nothing is to be told.</returns>
    public bool Answered(int port, long at, bool isIcmp, int ofTry, out long roundTrip)
    {
        roundTrip = 0;
        if (IsSettled(port))
        {
            if (port == _canary && _canaryIsOut)
            {
                CanaryAnswered(at);
            }

            return false;
        }

        if (_tries[port] == 0)
        {
            // Nobody was asked: an old datagram, or a forged one.
            return false;
        }

        var isOfLatest = ofTry == _tries[port] || (ofTry == 0 && _tries[port] == 1);
        if (isOfLatest)
        {
            roundTrip = Math.Max(1, at - _sentAt[port]);
            _roundTrip.Add(roundTrip);
        }

        var isReserved = (_marks[port] & Mark.Reserved) != 0;
        _loss.Answered(_clean[port] + 1);
        if (isIcmp)
        {
            _limit?.Answered(at, isLate: !isReserved);
            if (_tries[port] == 1)
            {
                _canary = _canaryIsOut ? _canary : port;
            }
        }
        else if (isReserved)
        {
            _limit?.GiveBack(at, wasSure: true);
        }

        if (_clean[port] > 0 && _limit is null)
        {
            _window.Dropped(_sentAt[port], at, 4);
        }
        else
        {
            _window.Passed();
        }

        Settle(port);
        return true;
    }

    /// <summary>A port needs no more asking.</summary>
    public void Settle(int port)
    {
        if ((_marks[port] & Mark.UnderWay) != 0)
        {
            _underWay--;
        }

        if (!IsSettled(port))
        {
            _left--;
        }

        _marks[port] = Mark.Settled;
    }

    long FlightTime => _roundTrip.HasSample ? _roundTrip.Timeout(0, LeastFlight, ScanClock.Of(_tuning.MaxTimeout)) : FirstTimeout;

    long FirstTimeout => Math.Min(Guess ?? long.MaxValue, ScanClock.Of(_tuning.InitialTimeout));

    long Timeout => _roundTrip.Timeout(FirstTimeout, ScanClock.Of(_tuning.MinTimeout), ScanClock.Of(_tuning.MaxTimeout));

    bool CanHaveCanary => _canary >= 0 && !_canaryIsOut && !_isLocal;

    bool WantsCanary(long now) => CanHaveCanary && (_limit is null ? _sentSinceCanary >= ProbesACanary || _canaryFailures > 0
        : _limit.WantsCanary(now) || (_doubts.Count >= DoubtsACanary && _limit.NextAt(now, isSure: false) <= now));

    void Expire(long now)
    {
        var flightTime = FlightTime;
        while (_flights.TryPeek(out var flight) && flight.SentAt + flightTime <= now)
        {
            _flights.Dequeue();
            if (flight.IsCanary)
            {
                if (_canaryIsOut)
                {
                    CanaryMissed(flight, now);
                }
            }
            else if ((_marks[flight.Port] & Mark.UnderWay) != 0 && _sentAt[flight.Port] == flight.SentAt)
            {
                StayedSilent(flight, now);
            }
        }
    }

    void StayedSilent(Flight flight, long now)
    {
        var port = flight.Port;
        _underWay--;
        if ((_marks[port] & Mark.Reserved) != 0 && _limit is not null)
        {
            var wasSure = (_marks[port] & Mark.Sure) != 0;
            _limit.GiveBack(now, wasSure);
            if (wasSure && flight.Burst <= _goodBurst)
            {
                _clean[port]++;
            }
            else if (wasSure)
            {
                _doubts.Add(port);
            }
        }
        else if (_limit is null)
        {
            _window.Passed();
            if (_isLocal || _canary < 0 || flight.Burst <= _goodBurst || _tries[port] > 3 * (1 + _tuning.Retries))
            {
                _clean[port]++;
            }
            else
            {
                _doubts.Add(port);
            }
        }

        _marks[port] = Mark.None;
        _again.Enqueue((port, flight.SentAt + Timeout));
    }

    void CanaryAnswered(long at)
    {
        _canaryIsOut = false;
        if (_limit is not null)
        {
            Trust();
            _limit.CanaryPassed(at, _isCheck);
            if (_limit is { IsKnown: true, Interval: < LeastInterval })
            {
                // It was loss, or the limit is gone.
                _limit = null;
                _falseAlarms++;
                (_canaryChecks, _canaryFailures) = (0, 0);
            }

            return;
        }

        Trust();
        if (_canaryFailures > 0 && ++_canaryChecks > 2 + _falseAlarms)
        {
            (_canaryChecks, _canaryFailures) = (0, 0);
        }
    }

    /// <summary>The host could answer when the last canary came: the silence before it was the ports' own.</summary>
    void Trust()
    {
        _goodBurst = _burst - 1;
        foreach (var port in _doubts)
        {
            if (!IsSettled(port))
            {
                _clean[port]++;
            }
        }

        _doubts.Clear();
    }

    void CanaryMissed(Flight flight, long now)
    {
        _canaryIsOut = false;
        if (_limit is not null)
        {
            _limit.CanaryFailed(flight.SentAt, now, _isCheck);
            if (_isCheck)
            {
                _doubts.Clear();
            }

            return;
        }

        // What that burst left silent has to be asked again: it counts for nothing.
        _doubts.Clear();
        _canaryChecks++;
        if (++_canaryFailures >= 2 + Math.Min(4, _falseAlarms))
        {
            _limit = new AnswerLimit(flight.SentAt);

            // Silence until now may have been the limit's doing.
            Array.Clear(_clean);
            (_canaryChecks, _canaryFailures) = (0, 0);
        }
    }

    /// <summary>A probe that was sent, in the order of sending.</summary>
    readonly record struct Flight(int Port, long SentAt, int Burst, bool IsCanary);
}
