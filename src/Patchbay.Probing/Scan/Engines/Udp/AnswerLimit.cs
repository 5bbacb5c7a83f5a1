namespace Patchbay.Probing;

/// <summary>
/// A host that answers so many ICMP errors and no more: a token bucket of six, as Linux keeps one for each address that it answers (icmp(7), icmp_ratelimit; inet_peer_xrlim_allow). The
/// bucket is modelled here: a probe reserves a token, silence gives it back, so that a probe is sent when an answer to it is sure not to fall to the limit. How long a token takes is
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

    // The model is right to a part of a token: at one, a probe mostly has its token; at two it is sure to. Silence at one is held against sending the next one at once.
    const double Likely = 1.15;
    const double Sure = 2;
    const double HeldTokens = 0.25;

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
    /// <param name="now">The time now.</param>
    /// <param name="isSure">Its silence is to count.</param>
    public long NextAt(long now, bool isSure)
    {
        if (!IsKnown)
        {
            return _nextAt;
        }

        var (level, needed) = (Level(now), isSure ? Sure : Likely);
        return level >= Sure ? now : Math.Max(_nextAt, level >= needed ? now : now + (long)Math.Ceiling((needed - level) * _interval));
    }

    /// <summary>It is time for a canary: the model has the bucket empty.</summary>
    public bool WantsCanary(long now) => IsKnown ? _answersToCanary <= 0 && Level(now) < 0.6 : _unanswered % 4 == 3 && _nextAt <= now;

    /// <summary>A probe is sent.</summary>
    /// <returns>It is sure to have a token: silence will not be the limit's doing.</returns>
    public bool Sent(long now)
    {
        if (IsKnown)
        {
            var level = Level(now);
            _level = level - 1;
            return level >= Sure;
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
    /// <returns>The model has a token for it: it checks whether silence before it was the ports' own.</returns>
    public bool CanarySent(long now)
    {
        _answersToCanary = AnswersACanary;
        if (IsKnown && Level(now) < 1)
        {
            return false;
        }

        Sent(now);
        return IsKnown;
    }

    /// <summary>A probe stayed silent, or was answered by something else than ICMP: the host has kept the token.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="wasSure">What <see cref="Sent"/> said of it.</param>
    public void GiveBack(long now, bool wasSure)
    {
        if (IsKnown)
        {
            _level = Math.Min(Burst, Level(now) + 1);
            _nextAt = wasSure ? _nextAt : now + (long)(_interval * HeldTokens);
        }
    }

    /// <summary>An ICMP error came for a probe.</summary>
    /// <param name="now">When.</param>
    /// <param name="isLate">Its token was given back.</param>
    public void Answered(long now, bool isLate)
    {
        _answers++;
        _answersToCanary--;
        IsSteady |= IsKnown && _answers >= 2 * AnswersToLearn;
        if (IsKnown)
        {
            _level = isLate ? Math.Max(0, Level(now) - 1) : Level(now);
            Tighten(now);
        }
        else if (_answers >= AnswersToLearn)
        {
            Learn(now);
        }
    }

    /// <summary>A canary was answered.</summary>
    /// <param name="now">When.</param>
    /// <param name="isCheck">What <see cref="CanarySent"/> said of it. When not, the host had a token where the model had none.</param>
    public void CanaryPassed(long now, bool isCheck)
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

        if (!isCheck && (++_passedInARow >= PassesOfFullBucket || !_isEmptySince))
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
    /// <param name="isCheck">What <see cref="CanarySent"/> said of it. When so, the model was wrong.</param>
    public void CanaryFailed(long sentAt, long now, bool isCheck)
    {
        if (!IsKnown)
        {
            return;
        }

        _passedInARow = 0;
        if (isCheck)
        {
            _interval *= 1.1;
        }

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
