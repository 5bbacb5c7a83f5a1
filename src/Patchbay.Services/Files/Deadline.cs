namespace Patchbay.Services.Files;

/// <summary>A moment that may be moved. Not thread-safe, but that <paramref name="passed"/> is called on any thread, and may be called late for a moment that was moved: ask <see cref="HasPassed"/>.</summary>
/// <param name="passed">It has come.</param>
/// <param name="clock">Measures the time.</param>
sealed class Deadline(Action passed, TimeProvider clock) : IDisposable
{
    readonly ITimer _timer = clock.CreateTimer(static passed => ((Action)passed!)(), passed, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    long _from;
    TimeSpan? _after;

    /// <summary>It has come.</summary>
    public bool HasPassed => _after is { } after && clock.GetElapsedTime(_from) >= after;

    /// <summary>Sets it.</summary>
    /// <param name="from">A timestamp of the clock.</param>
    /// <param name="after">How long after that; null for never.</param>
    public void Set(long from, TimeSpan? after)
    {
        if (from == _from && after == _after)
        {
            return;
        }

        (_from, _after) = (from, after);
        var left = after - clock.GetElapsedTime(from) ?? Timeout.InfiniteTimeSpan;

        // Timers may come a little early.
        _timer.Change(after is null ? left : left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(20) : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
