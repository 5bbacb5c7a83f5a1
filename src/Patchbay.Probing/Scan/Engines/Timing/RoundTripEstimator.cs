namespace Patchbay.Probing;

/// <summary>
/// The time-out of RFC 6298 section 2, for one host or for all of them: the smoothed round trip and four times its variation. Times are microseconds. A value of its default has seen
/// nothing. Feed it only what is certain to answer the latest try (Karn's algorithm, section 3).
/// </summary>
internal struct RoundTripEstimator
{
    // The clock's granularity G of the RFC: epoll waits in milliseconds.
    const float Granularity = 1_000;

    float _smoothed, _variation;

    /// <summary>At least one round trip was seen.</summary>
    public readonly bool HasSample => _smoothed > 0;

    /// <summary>The smoothed round trip, in microseconds; 0 before the first.</summary>
    public readonly long Smoothed => (long)_smoothed;

    /// <summary>A round trip was measured.</summary>
    /// <param name="microseconds">Less than 1 counts as 1.</param>
    public void Add(long microseconds)
    {
        var sample = Math.Max(1f, microseconds);
        if (HasSample && sample * 8 < _smoothed)
        {
            // What was measured before was not the path: the first packets of all wait until the neighbour's address is known. The RFC's weights would keep it for dozens of samples.
            (_smoothed, _variation) = ((_smoothed + sample) / 2, _variation / 2);
        }
        else if (HasSample)
        {
            _variation = (0.75f * _variation) + (0.25f * Math.Abs(_smoothed - sample));
            _smoothed = (0.875f * _smoothed) + (0.125f * sample);
        }
        else
        {
            (_smoothed, _variation) = (sample, sample / 2);
        }
    }

    /// <summary>How long to wait for an answer, in microseconds; what <paramref name="initial"/> says before the first sample.</summary>
    public readonly long Timeout(long initial, long least, long most) =>
        Math.Clamp(HasSample ? (long)(_smoothed + Math.Max(Granularity, 4 * _variation)) : initial, least, Math.Max(least, most));
}
