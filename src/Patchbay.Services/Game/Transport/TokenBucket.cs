namespace Patchbay.Services.Game.Transport;

/// <summary>So many a second, and a burst. Times in µs.</summary>
struct TokenBucket(int perSecond, int burst, long now)
{
    const long Second = 1_000_000;

    // In millionths of a token.
    long _tokens = burst * Second;
    long _at = now;

    /// <summary>Takes one; false when there is none.</summary>
    public bool TryTake(long now)
    {
        if (now > _at)
        {
            _tokens = Math.Min(burst * Second, _tokens + (Math.Min(now - _at, burst * Second) * perSecond));
            _at = now;
        }

        if (_tokens < Second)
        {
            return false;
        }

        _tokens -= Second;
        return true;
    }
}
