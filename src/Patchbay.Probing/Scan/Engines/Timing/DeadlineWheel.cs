namespace Patchbay.Probing;

/// <summary>
/// Deadlines of numbered things: a hashed timing wheel of one millisecond a slot, O(1) for each. A thing stands in it at most once, from <see cref="Add"/> until it is taken: what was
/// answered meanwhile is taken too and passed over by who takes it. Times are microseconds of one clock. Not thread-safe.
/// </summary>
internal sealed class DeadlineWheel
{
    const int Slots = 1 << 14;
    const long Tick = 1_000;

    readonly int[] _heads = new int[Slots];
    readonly int[] _next;
    readonly uint[] _ticks;
    long _hand;

    /// <summary>A wheel without deadlines.</summary>
    /// <param name="count">Things are numbered from 0 to one less.</param>
    /// <param name="now">The time now, which may not be negative.</param>
    public DeadlineWheel(int count, long now)
    {
        (_next, _ticks) = (new int[count], new uint[count]);
        Array.Fill(_heads, -1);
        _hand = now / Tick;
    }

    /// <summary>How many stand in it.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a thing in that does not stand in it. A deadline in the past is taken at the next tick.</summary>
    public void Add(int number, long deadline)
    {
        // Rounded up: nothing is taken before its time.
        var tick = Math.Max(_hand + 1, (deadline + Tick - 1) / Tick);
        _ticks[number] = (uint)tick;
        Link(number, tick);
        Count++;
    }

    /// <summary>Takes one thing whose deadline is over.</summary>
    /// <returns>Its number; -1 when there is none yet.</returns>
    public int Take(long now)
    {
        for (var last = now / Tick; Count > 0; _hand++)
        {
            // The slot of the hand holds what is due, and what is due whole turns later.
            ref var head = ref _heads[_hand & (Slots - 1)];
            while (head >= 0 && _hand <= last)
            {
                var number = head;
                head = _next[number];
                if ((int)(_ticks[number] - (uint)_hand) <= 0)
                {
                    Count--;
                    return number;
                }

                Link(number, _hand + 1 + (int)(_ticks[number] - (uint)(_hand + 1)));
            }

            if (_hand >= last)
            {
                return -1;
            }
        }

        _hand = Math.Max(_hand, now / Tick);
        return -1;
    }

    /// <summary>The time of the first slot that holds something: nothing can be taken before it.</summary>
    /// <returns><see cref="long.MaxValue"/> when the wheel is empty.</returns>
    public long NextAt()
    {
        for (var tick = _hand; Count > 0 && tick < _hand + Slots; tick++)
        {
            if (_heads[tick & (Slots - 1)] >= 0)
            {
                return tick * Tick;
            }
        }

        return long.MaxValue;
    }

    // What lies further ahead than a turn waits in the last slot before the hand, and is looked at once a turn.
    void Link(int number, long tick)
    {
        ref var head = ref _heads[Math.Min(tick, _hand + Slots - 1) & (Slots - 1)];
        _next[number] = head;
        head = number;
    }
}
