namespace Patchbay.Probing;

/// <summary>What is asked when: each round asks every hop once, as far as hops are worth asking, with so many under way. Pure; times in microseconds.</summary>
sealed class TraceSchedule(TraceOptions options, TraceTable table)
{
    readonly long _interval = ScanClock.Of(options.Interval);
    int _round;
    int _hop = options.FirstHop;
    long _roundStart = long.MinValue;

    /// <summary>Rounds that were asked to their end.</summary>
    public int RoundsDone => _round;

    /// <summary>Nothing is left to ask.</summary>
    public bool IsOver => options.Rounds is { } rounds && _round >= rounds;

    /// <summary>The next hop to ask, now; or when to look again.</summary>
    /// <param name="now">The time.</param>
    /// <param name="hop">Whom to ask.</param>
    /// <param name="again">Not before this time; <see cref="long.MaxValue"/> when an answer or the end of a wait comes first.</param>
    public bool TryNext(long now, out int hop, out long again)
    {
        (hop, again) = (0, long.MaxValue);
        if (_hop > table.LastHop && !IsOver)
        {
            (_round, _hop) = (_round + 1, options.FirstHop);
        }

        if (IsOver || table.UnderWay >= options.UnderWay)
        {
            return false;
        }

        if (_hop == options.FirstHop)
        {
            if (_roundStart != long.MinValue && now < _roundStart + _interval)
            {
                again = _roundStart + _interval;
                return false;
            }

            _roundStart = now;
        }

        hop = _hop++;
        return true;
    }
}
