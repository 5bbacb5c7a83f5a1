namespace Patchbay.Services.Chat;

/// <summary>How fast a client may speak: some lines at once, then so many a second. Pure; a line that comes too early waits.</summary>
/// <param name="burst">Lines at once, at least 1.</param>
/// <param name="rate">Lines a second; null for no limit.</param>
internal sealed class FloodGauge(int burst, double? rate)
{
    DateTimeOffset _fullAt;

    /// <summary>Takes one line.</summary>
    /// <param name="now">When it came.</param>
    /// <returns>How long it waits before it is served.</returns>
    public TimeSpan Take(DateTimeOffset now)
    {
        if (rate is null)
        {
            return TimeSpan.Zero;
        }

        // The bucket is full at a moment that each line moves on; it may lie as far ahead as the burst lasts.
        var line = TimeSpan.FromSeconds(1 / rate.Value);
        _fullAt = (_fullAt > now ? _fullAt : now) + line;
        var early = _fullAt - now - (line * burst);
        return early > TimeSpan.Zero ? early : TimeSpan.Zero;
    }
}
