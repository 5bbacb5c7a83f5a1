namespace Patchbay.Probing;

/// <summary>
/// Keeps a rate: a token bucket of 10 ms for an even flow, and a count of the last 100 ms so that no window of that length, wherever it begins, sees more than its share. It never catches
/// up on what was not sent. Times are microseconds of one clock. Not thread-safe.
/// </summary>
internal sealed class RatePacer
{
    // One slice more than a window: the oldest is counted whole although part of it is older.
    const int Slices = 101;
    const long Slice = 1_000;

    readonly int[] _sent = new int[Slices];
    readonly double _rate;
    readonly double _burst;
    readonly int _share;
    double _tokens;
    long _filledAt;
    long _slice;
    int _recent;

    /// <summary>A pacer that has not sent yet.</summary>
    /// <param name="rate">Probes a second, more than 0.</param>
    /// <param name="now">The time now.</param>
    public RatePacer(double rate, long now)
    {
        _rate = rate;
        _burst = Math.Max(1, rate / 100);
        _share = (int)Math.Min(int.MaxValue, Math.Max(1, Math.Floor(rate / 10)));
        (_tokens, _filledAt, _slice) = (1, now, now / Slice);
    }

    /// <summary>How many may be sent now.</summary>
    public int Allowed(long now)
    {
        Advance(now);
        return (int)Math.Min(_tokens, _share - _recent);
    }

    /// <summary>So many were sent just now.</summary>
    public void Spend(int count, long now)
    {
        Advance(now);
        _tokens -= count;
        _sent[_slice % Slices] += count;
        _recent += count;
    }

    /// <summary>When one more may be sent, if nothing is sent until then; no earlier than <paramref name="now"/>.</summary>
    public long NextAt(long now)
    {
        Advance(now);
        var at = _tokens >= 1 ? now : now + (long)Math.Ceiling((1 - _tokens) / _rate * 1_000_000);
        var left = _recent;
        for (var slice = _slice - Slices + 1; left >= _share && slice <= _slice; slice++)
        {
            var gone = slice < 0 ? 0 : _sent[slice % Slices];
            left -= gone;
            if (gone > 0 && left < _share)
            {
                at = Math.Max(at, (slice + Slices) * Slice);
            }
        }

        return at;
    }

    void Advance(long now)
    {
        if (now > _filledAt)
        {
            _tokens = Math.Min(_burst, _tokens + ((now - _filledAt) * _rate / 1_000_000));
            _filledAt = now;
        }

        for (var steps = 0; _slice < now / Slice && steps < Slices; steps++)
        {
            _slice++;
            _recent -= _sent[_slice % Slices];
            _sent[_slice % Slices] = 0;
        }

        _slice = Math.Max(_slice, now / Slice);
    }
}
