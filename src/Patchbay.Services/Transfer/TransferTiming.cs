namespace Patchbay.Services.Transfer;

/// <summary>When each phase of one transfer ended. Thread-safe: HttpClient works on threads of its own.</summary>
internal sealed class TransferTiming(TimeProvider clock)
{
    readonly Lock _lock = new();
    readonly long _start = clock.GetTimestamp();
    readonly SortedDictionary<TransferPhase, TimeSpan> _ends = [];

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    /// <summary>A phase has ended now.</summary>
    public void Mark(TransferPhase phase)
    {
        lock (_lock)
        {
            _ends[phase] = Elapsed;
        }
    }

    /// <summary>We were sent elsewhere: what follows is timed anew.</summary>
    public void Redirected()
    {
        lock (_lock)
        {
            _ends.Clear();
            _ends[TransferPhase.Redirects] = Elapsed;
        }
    }

    /// <summary>The phases there were: how long each took, and when it ended.</summary>
    public IReadOnlyList<(TransferPhase Phase, TimeSpan Took, TimeSpan At)> Phases()
    {
        lock (_lock)
        {
            var phases = new List<(TransferPhase, TimeSpan, TimeSpan)>();
            var last = TimeSpan.Zero;
            foreach (var (phase, at) in _ends)
            {
                phases.Add((phase, at > last ? at - last : TimeSpan.Zero, at));
                last = at > last ? at : last;
            }

            return phases;
        }
    }
}
