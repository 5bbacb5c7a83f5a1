namespace Patchbay.Probing;

/// <summary>
/// How many probes may be under way at once: slow start and congestion avoidance (RFC 5681 section 3.1), counted in probes. A probe that is over without a sign of loss lets it grow,
/// also when it stayed silent: a filter's silence says nothing about the path. A drop halves it, once for all that were under way together.
/// </summary>
/// <param name="initial">Where slow start begins.</param>
/// <param name="most">It never grows beyond.</param>
internal struct CongestionWindow(int initial, int most)
{
    float _size = initial;
    float _threshold = most;
    readonly float _most = most;
    long _cutAt = long.MinValue;

    /// <summary>Probes that may be under way; at least 1.</summary>
    public readonly int Size => Math.Max(1, (int)_size);

    /// <summary>A probe was answered, or stayed silent, without a sign of loss.</summary>
    public void Passed() => _size = Math.Min(_most, _size < _threshold ? _size + 1 : _size + (1 / _size));

    /// <summary>A probe, or its answer, was lost.</summary>
    /// <param name="sentAt">When that probe was sent.</param>
    /// <param name="now">The time now, of the same clock.</param>
    /// <param name="least">It never shrinks below.</param>
    /// <returns>False when the loss belongs to a flight that was cut for already.</returns>
    public bool Dropped(long sentAt, long now, int least)
    {
        if (sentAt <= _cutAt)
        {
            return false;
        }

        _cutAt = now;
        _size = _threshold = Math.Max(Math.Max(1, least), _size / 2);
        return true;
    }
}
