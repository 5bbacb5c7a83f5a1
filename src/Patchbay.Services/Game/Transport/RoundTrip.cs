namespace Patchbay.Services.Game.Transport;

/// <summary>Smoothed round trip and the time after which a packet is sent again (RFC 6298). In µs.</summary>
sealed class RoundTrip
{
    const long First = 200_000, Least = 60_000, Most = 1_000_000;

    // The other side acknowledges with its next packet, at 30 Hz at the latest; the delay it tells is taken off the sample, and a jitter of it stays.
    const long AckPatience = 40_000;

    long _variation;

    /// <summary>0 before the first sample.</summary>
    public long Smoothed { get; private set; }

    public long ResendAfter => Smoothed == 0 ? First : Math.Clamp(Smoothed + (4 * _variation) + AckPatience, Least, Most);

    public void Sample(long sample)
    {
        sample = Math.Clamp(sample, 1, 10 * Most);
        if (Smoothed == 0)
        {
            (Smoothed, _variation) = (sample, sample / 2);
            return;
        }

        _variation += (Math.Abs(Smoothed - sample) - _variation) / 4;
        Smoothed = Math.Max(1, Smoothed + ((sample - Smoothed) / 8));
    }
}
