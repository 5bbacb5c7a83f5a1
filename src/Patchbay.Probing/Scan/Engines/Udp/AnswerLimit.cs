namespace Patchbay.Probing;

/// <summary>
/// A host that answers so many ICMP errors and no more: a token bucket of six, as Linux keeps one for each address that it answers (icmp(7), icmp_ratelimit; inet_peer_xrlim_allow). The
/// bucket is modelled here: a probe reserves a token, silence gives it back, so that a probe is sent when the host has most likely a token for its answer. How long a token takes is
/// learned from the answers, which can come no faster, and from canaries: probes to a port that is known to answer, sent when the model says that the bucket is empty. A canary that
/// stays unanswered has cost the host nothing and shows that nothing was wasted. Times are microseconds. Pure; not thread-safe.
/// </summary>
sealed class AnswerLimit
{
    /// <summary>Answers that a host that was left alone gives at once: XRLIM_BURST_FACTOR.</summary>
    public const int Burst = 6;

    const long FirstSpacing = 2_000;
    const long MostSpacing = 250_000;
    const int ProbesASpacing = 8;

    // Three answers give the time of one to a third; what follows makes it exact.
    const int AnswersToLearn = 3;
    const int AnswersACanary = 4;

    // After so many the count begins anew, so that a changed limit is seen.
    const int AnswersAWindow = 64;

    // A bucket that has filled up lets some canaries pass whatever the time of a token is.
    const int PassesOfFullBucket = 3;

    // The model is right to a part of a token: a little more than one is mostly one.
    const double Likely = 1.15;

    // Silence while tokens are scarce holds the next probe back for a while: it may have been the limit's.
    const double Plenty = 2;
    const double HeldTokens = 0.5;

    // A batch of ports that are believed to be silent may hold some that are not.
    const double EnoughForBatch = 3;

    double _level;
    long _levelAt;
    double _interval;
    long _since;
    int _answers;
    bool _isEmptySince = true;
    int _passedInARow;
    int _answersToCanary = AnswersACanary;
    long _spacing = FirstSpacing;
    int _unanswered;
    long _nextAt;

    /// <summary>A limit that was just hit.</summary>
    /// <param name="now">When an answer was missing: the bucket was empty.</param>
    public AnswerLimit(long now) => _since = _nextAt = _levelAt = now;

    /// <summary>The time of an answer, in microseconds, is known well enough to plan by.</summary>
    public bool IsKnown => _interval > 0;

    /// <summary>It is known well enough to speak of.</summary>
    public bool IsSteady { get; private set; }

    /// <summary>The time of an answer, in microseconds; 0 until <see cref="IsKnown"/>.</summary>
    public double Interval => _interval;

    /// <summary>When a probe may be sent, at the earliest.</summary>
    public long NextAt(long now)
    {
        if (!IsKnown)
        {
            return _nextAt;
        }

        var level = Level(now);
        return level >= Plenty ? now : Math.Max(_nextAt, WhenAt(Likely, now));
    }

    /// <summary>When a batch may be sent, at the earliest.</summary>
    public long BatchAt(long now) => IsKnown ? WhenAt(EnoughForBatch, now) : _nextAt;

    /// <summary>How long a batch may be, its canary included, for the host to win no token in between that would make the canary pass.</summary>
    public long BatchTime => IsKnown ? (long)(_interval / 8) : 0;

    /// <summary>It is time for a canary: the model has the bucket empty.</summary>
    public bool WantsCanary(long now) => IsKnown ? _answersToCanary <= 0 && Level(now) < 0.6 : _unanswered % 4 == 3 && _nextAt <= now;

    /// <summary>A probe is sent.</summary>
    /// <returns>It has a token in the model.</returns>
    public bool Sent(long now)
    {
        if (IsKnown)
        {
            _level = Level(now) - 1;
            return true;
        }

        // Learning: so often that an answer falls to the limit rather than be missed, and ever less often while none comes.
        if (++_unanswered % ProbesASpacing == 0)
        {
            _spacing = Math.Min(MostSpacing, _spacing * 2);
        }

        _nextAt = now + _spacing;
        return false;
    }

    /// <summary>A canary is sent.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="isOfBatch">It ends a batch, and is meant to be answered.</param>
    public void CanarySent(long now, bool isOfBatch)
    {
        _answersToCanary = AnswersACanary;
        if (isOfBatch || !IsKnown)
        {
            Sent(now);
        }
    }

    /// <summary>A probe with a token stayed silent, or was answered by something else than ICMP: the host has kept the token.</summary>
    public void GiveBack(long now)
    {
        if (IsKnown)
        {
            _level = Math.Min(Burst, Level(now) + 1);
            _nextAt = now + (long)(_interval * HeldTokens);
        }
    }

    /// <summary>An ICMP error came for a probe.</summary>
    /// <param name="now">When.</param>
    /// <param name="hadToken">In the model: none that was given back, nor one of a batch.</param>
    public void Answered(long now, bool hadToken)
    {
        _answers++;
        _answersToCanary--;
        IsSteady |= IsKnown && _answers >= 2 * AnswersToLearn;
        if (IsKnown)
        {
            _level = hadToken ? Level(now) : Math.Max(0, Level(now) - 1);
            Tighten(now);
        }
        else if (_answers >= AnswersToLearn)
        {
            Learn(now);
        }
    }

    /// <summary>A canary was answered.</summary>
    /// <param name="now">When.</param>
    /// <param name="isOfBatch">When not, the host had a token where the model had none.</param>
    public void CanaryPassed(long now, bool isOfBatch)
    {
        _answers++;
        if (!IsKnown)
        {
            if (_answers >= AnswersToLearn)
            {
                Learn(now);
            }

            return;
        }

        if (!isOfBatch && (++_passedInARow >= PassesOfFullBucket || !_isEmptySince))
        {
            // Slower than the host for some time: its bucket has run over, and the count since it was empty says nothing any more.
            _isEmptySince = false;
            _interval *= 0.85;
            _answersToCanary = 1;
        }

        Tighten(now);
    }

    /// <summary>A canary stayed unanswered: the bucket was empty when it came.</summary>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="now">The time now.</param>
    public void CanaryFailed(long sentAt, long now)
    {
        if (!IsKnown)
        {
            return;
        }

        _passedInARow = 0;
        if (_isEmptySince && _answers > 0)
        {
            _interval = Math.Max(_interval, (sentAt - _since) / (_answers + 1.0));
        }

        _level = Math.Min(Level(now), 1 + ((now - sentAt) / _interval));
        if (!_isEmptySince || _answers >= AnswersAWindow)
        {
            (_isEmptySince, _since, _answers) = (true, sentAt, 0);
        }
    }

    long WhenAt(double level, long now) => Level(now) is var has && has >= level ? now : now + (long)Math.Ceiling((level - has) * _interval);

    double Level(long now)
    {
        if (now > _levelAt)
        {
            _level = Math.Min(Burst, _level + ((now - _levelAt) / _interval));
            _levelAt = now;
        }

        return _level;
    }

    void Learn(long now)
    {
        // The shortest that it can be: too short shows at the next canary, too long only when tokens have been wasted.
        _interval = Math.Max(1, (now - _since) / (_answers + 1.0));
        (_level, _levelAt) = (0, now);
    }

    // The bucket was empty and has given so many answers since: a token takes no longer than this.
    void Tighten(long now)
    {
        if (_isEmptySince && _answers > 1)
        {
            _interval = Math.Min(_interval, (now - _since) / (_answers - 1.0));
        }
    }
}
