namespace Patchbay.Probing;

/// <summary>
/// The UDP scan of one host: which port is asked when, and what silence is worth. Ports are numbered from 0. The caller sends, reads the clock (<see cref="ScanClock"/>) and tells what
/// came. Pure; not thread-safe.
/// </summary>
/// <remarks>
/// Silence counts for a port (a clean try) only where it was not the doing of a limit on the host's ICMP. The proof needs no model of that limit: a batch of probes goes out at once, and
/// right behind it a canary, a probe to a port that is known to answer. Had one of the batch found the host without a token, the canary would have found it so too: when the canary is
/// answered, the silence of the batch is the ports' own. The model (<see cref="AnswerLimit"/>) only makes the scan of a limited host fast.
/// </remarks>
sealed class UdpHostScan
{
    const int FirstWindow = 16;
    const int ProbesACanary = 16;
    const int MostInBatch = 64;
    const int MostTries = 200;
    const int MostCleanTries = 20;

    // With tries after which a port that answers is missed once in five thousand.
    const double MostMissed = 0.0002;

    // How long after the expected answer a probe stops to count as under way; an answer after that still counts.
    const long LeastFlight = 4_000;

    // What was silent so often while a limit holds is asked in batches; before that one by one, a little more often than the host may answer, so that none of its answers is wasted.
    const int SingleTries = 3;

    // While no limit is known, a batch counts as far as it lies within this time before its canary: one that gives a token in it is hardly felt.
    const long FreeBatchTime = 2_000;

    // A host that has not said a word for so long, nor for the time of so many answers, has no limit: it has fallen silent, and no proof will come any more.
    const long MuteAfter = 20_000_000;
    const int MuteAfterAnswers = 20;

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
    readonly Queue<(int Port, long At)> _doubtful = new();
    CongestionWindow _window;
    RoundTripEstimator _roundTrip;
    LossEstimator _loss;
    AnswerLimit? _limit;
    long _fresh;
    int _underWay;
    int _left;
    List<(int Port, long SentAt)> _batch = [], _covered = [];
    long _lastDoubtfulAt;
    int _leftOfBatch;
    int _singleTries = SingleTries;
    int _canary = -1;
    bool _canaryIsOut, _canaryIsOfBatch;
    long _canarySentAt;
    int _canaryFailures, _canaryChecks, _falseAlarms;
    long _lastAnswerAt;

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
        Covered = 8,
    }

    /// <summary>Ports that are not settled.</summary>
    public int Left => _left;

    /// <summary>Probes that count as under way.</summary>
    public int UnderWay => _underWay;

    /// <summary>The time that one ICMP answer takes the host, while it is limited; null while it is not.</summary>
    public TimeSpan? LimitedTo => _limit is { IsSteady: true } limit ? TimeSpan.FromMicroseconds(limit.Interval) : null;

    /// <summary>It answered and then fell silent: from there on silence was taken for what it is, without proof that the host could have answered.</summary>
    public bool FellSilent { get; private set; }

    /// <summary>The time allowed for the first answer, where it can be shorter than the initial time-out; null where not.</summary>
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
        if (_limit is not null && now - _lastAnswerAt > Math.Max(MuteAfter, MuteAfterAnswers * _limit.Interval))
        {
            FallSilent();
        }

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

        return _limit is null ? NextFree(now, ref port, ref until, ref silent) : NextLimited(_limit, now, ref port, ref until, ref silent);
    }

    UdpAsk NextFree(long now, ref int port, ref long until, ref int silent)
    {
        if (_underWay >= _window.Size || (_canaryIsOut && _canaryFailures > 0))
        {
            return UdpAsk.Wait;
        }

        if (TryTakeFresh(out port) || TryTake(_again, now, out port, ref until, ref silent))
        {
            return UdpAsk.Send;
        }

        // The end of a burst, and some of it without answer yet.
        if (silent < 0 && CanHaveCanary && _batch.Count > 0 && _underWay > 0)
        {
            port = _canary;
            return UdpAsk.Send;
        }

        return UdpAsk.Wait;
    }

    UdpAsk NextLimited(AnswerLimit limit, long now, ref int port, ref long until, ref int silent)
    {
        if (_leftOfBatch > 0 || _batch.Count > 0)
        {
            return NextOfBatch(now, ref port, ref until, ref silent);
        }

        var allowed = limit.NextAt(now);
        if (HasFresh || IsDue(_again, now))
        {
            if (allowed > now)
            {
                until = Math.Min(until, allowed);
                return UdpAsk.Wait;
            }

            if (TryTakeFresh(out port))
            {
                return UdpAsk.Send;
            }

            if (TryTake(_again, now, out var next, ref until, ref silent) && _tries[next] < _singleTries)
            {
                port = next;
                return UdpAsk.Send;
            }

            if (next >= 0)
            {
                _lastDoubtfulAt = now;
                _doubtful.Enqueue((next, now));
                until = now;
            }

            return UdpAsk.Wait;
        }

        until = Math.Min(until, NextAtOf(_again));
        if (_doubtful.TryPeek(out var first) && CanHaveCanary)
        {
            // Together with those that come soon.
            var at = Math.Max(Math.Min(_lastDoubtfulAt, first.At + Timeout), limit.BatchAt(now));
            if (at > now)
            {
                until = Math.Min(until, at);
                return UdpAsk.Wait;
            }

            _leftOfBatch = MostInBatch;
            return NextOfBatch(now, ref port, ref until, ref silent);
        }

        return UdpAsk.Wait;
    }

    UdpAsk NextOfBatch(long now, ref int port, ref long until, ref int silent)
    {
        var isOver = _batch.Count > 0 && now - _batch[0].SentAt >= BatchTime;
        if (_leftOfBatch > 0 && !isOver && TryTake(_doubtful, now, out port, ref until, ref silent))
        {
            _leftOfBatch--;
            return UdpAsk.Send;
        }

        if (silent >= 0)
        {
            return UdpAsk.Wait;
        }

        _leftOfBatch = 0;
        if (_batch.Count > 0 && CanHaveCanary)
        {
            port = _canary;
            return UdpAsk.Send;
        }

        // Nothing of it was left to ask, or a canary of before is still out.
        port = -1;
        until = _batch.Count > 0 ? until : now;
        return UdpAsk.Wait;
    }

    bool HasFresh
    {
        get
        {
            while (_fresh < _order.Count && IsSettled((int)_order[_fresh]))
            {
                _fresh++;
            }

            return _fresh < _order.Count;
        }
    }

    bool TryTakeFresh(out int port)
    {
        port = HasFresh ? (int)_order[_fresh++] : -1;
        return port >= 0;
    }

    bool IsDue(Queue<(int Port, long At)> queue, long now) => NextAtOf(queue) <= now;

    long NextAtOf(Queue<(int Port, long At)> queue)
    {
        while (queue.TryPeek(out var next))
        {
            if (!IsSettled(next.Port))
            {
                return next.At;
            }

            queue.Dequeue();
        }

        return long.MaxValue;
    }

    /// <summary>Takes the next port whose time has come; one that was asked enough is settled instead.</summary>
    bool TryTake(Queue<(int Port, long At)> queue, long now, out int port, ref long until, ref int silent)
    {
        port = -1;
        if (NextAtOf(queue) is var at && at > now)
        {
            until = Math.Min(until, at);
            return false;
        }

        port = queue.Dequeue().Port;
        if (_clean[port] < _loss.Tries(1 + _tuning.Retries, MostCleanTries, MostMissed) && _tries[port] < MostTries)
        {
            return true;
        }

        silent = port;
        Settle(port);
        port = -1;
        return false;
    }

    /// <summary>What <see cref="Next"/> asked for was sent.</summary>
    public void Sent(int port, long now)
    {
        if (IsSettled(port))
        {
            (_canaryIsOut, _canarySentAt) = (true, now);
            _canaryIsOfBatch = _limit is null || _batch.Count > 0;
            _limit?.CanarySent(now, _canaryIsOfBatch);
            (_batch, _covered) = (_covered, _batch);
            _batch.Clear();
            _flights.Enqueue(new Flight(port, now, IsCanary: true));
            return;
        }

        _tries[port]++;
        _sentAt[port] = now;
        _marks[port] = Mark.UnderWay;
        _underWay++;
        if (_limit is not null && _leftOfBatch == 0 && _batch.Count == 0)
        {
            _marks[port] |= _limit.Sent(now) ? Mark.Reserved : Mark.None;
        }
        else
        {
            _batch.Add((port, now));
        }

        _flights.Enqueue(new Flight(port, now, IsCanary: false));
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
        _lastAnswerAt = Math.Max(_lastAnswerAt, at);
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
            _limit?.Answered(at, isReserved);
            if (_tries[port] == 1)
            {
                _canary = _canaryIsOut ? _canary : port;
            }
        }
        else if (isReserved)
        {
            _limit?.GiveBack(at);
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

    long BatchTime => _limit is null ? FreeBatchTime : _limit.BatchTime;

    bool CanHaveCanary => _canary >= 0 && !_canaryIsOut && !_isLocal;

    bool WantsCanary(long now) => CanHaveCanary && (_limit is null ? _batch.Count >= ProbesACanary || _canaryFailures > 0 : _leftOfBatch == 0 && _batch.Count == 0 && _limit.WantsCanary(now));

    void Expire(long now)
    {
        var flightTime = FlightTime;
        while (_flights.TryPeek(out var flight) && flight.SentAt + flightTime <= now)
        {
            _flights.Dequeue();
            if (flight.IsCanary)
            {
                if (_canaryIsOut && flight.SentAt == _canarySentAt)
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
        var (port, marks) = (flight.Port, _marks[flight.Port]);
        _underWay--;
        if ((marks & Mark.Reserved) != 0)
        {
            _limit?.GiveBack(now);
        }

        if (_limit is null)
        {
            _window.Passed();
        }

        // Nothing can be proved without a port that answers, nor has to be: a limit lets the first answers through. A host that is asked slowly is not asked for ever.
        if ((marks & Mark.Covered) != 0 || _isLocal || _canary < 0 || (_limit is null && _tries[port] > 3 * (1 + _tuning.Retries)))
        {
            _clean[port]++;
        }

        _marks[port] = Mark.None;
        _again.Enqueue((port, flight.SentAt + Timeout));
    }

    void CanaryAnswered(long at)
    {
        _canaryIsOut = false;
        if (_canaryIsOfBatch)
        {
            Trust();
        }

        if (_limit is not null)
        {
            _limit.CanaryPassed(at, _canaryIsOfBatch);
            if (_limit is { IsKnown: true, Interval: < LeastInterval })
            {
                // It was loss, or the limit is gone.
                _limit = null;
                _falseAlarms++;
                (_canaryChecks, _canaryFailures) = (0, 0);
                AskOneByOne();
            }
        }
        else if (_canaryFailures > 0 && ++_canaryChecks > 2 + _falseAlarms)
        {
            (_canaryChecks, _canaryFailures) = (0, 0);
        }
    }

    void AskOneByOne()
    {
        while (_doubtful.TryDequeue(out var one))
        {
            _again.Enqueue(one);
        }
    }

    void FallSilent()
    {
        FellSilent = true;
        _limit = null;
        (_canary, _canaryIsOut, _leftOfBatch) = (-1, false, 0);
        _batch.Clear();
        _covered.Clear();
        AskOneByOne();
    }

    /// <summary>The host could answer when the canary came, and so when the batch before it came.</summary>
    void Trust()
    {
        foreach (var (port, sentAt) in _covered)
        {
            if (IsSettled(port) || _sentAt[port] != sentAt || sentAt < _canarySentAt - (2 * BatchTime))
            {
                continue;
            }

            if ((_marks[port] & Mark.UnderWay) != 0)
            {
                _marks[port] |= Mark.Covered;
            }
            else
            {
                _clean[port]++;
            }
        }

        _covered.Clear();
    }

    void CanaryMissed(Flight flight, long now)
    {
        _canaryIsOut = false;
        _covered.Clear();
        if (_limit is not null)
        {
            _limit.CanaryFailed(flight.SentAt, now);
            if (_canaryIsOfBatch)
            {
                // Too many of them were not silent at all.
                _singleTries = Math.Min(_singleTries + 2, MostTries / 4);
                AskOneByOne();
            }

            return;
        }

        _canaryChecks++;
        if (++_canaryFailures >= 2 + Math.Min(4, _falseAlarms))
        {
            _limit = new AnswerLimit(flight.SentAt);
            (_canaryChecks, _canaryFailures) = (0, 0);
            _batch.Clear();

            // Silence until now may have been the limit's doing.
            Array.Clear(_clean);
        }
    }

    /// <summary>A probe that was sent, in the order of sending.</summary>
    readonly record struct Flight(int Port, long SentAt, bool IsCanary);
}
