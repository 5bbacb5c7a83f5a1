namespace Patchbay.Services.Chat;

/// <summary>The messages of a channel that are kept, oldest first, no two of them out of order. Pure.</summary>
/// <param name="most">How many.</param>
internal sealed class ChannelHistory(int most)
{
    readonly List<HistoryEntry> _entries = [];

    public int Count => _entries.Count;

    /// <summary>The moment of the newest message, or null.</summary>
    public DateTimeOffset? Newest => _entries.Count > 0 ? _entries[^1].Time : null;

    /// <summary>Adds one; the oldest goes when there are too many. One that is older than the newest gets its time, so that the order stands.</summary>
    public HistoryEntry Add(HistoryEntry entry)
    {
        if (Newest is { } newest && entry.Time < newest)
        {
            entry = entry with { Time = newest };
        }

        if (most > 0)
        {
            _entries.Add(entry);
        }

        // In steps: removing from the front of a list moves all of it.
        if (_entries.Count >= most + Math.Max(16, most / 4))
        {
            _entries.RemoveRange(0, _entries.Count - most);
        }

        return entry;
    }

    /// <summary>Forgets what was said before a moment.</summary>
    public void Forget(DateTimeOffset before)
    {
        var old = FirstAfter(before.AddTicks(-1));
        _entries.RemoveRange(0, old);
    }

    /// <summary>Selects messages, oldest first.</summary>
    /// <param name="selection">What is asked for.</param>
    /// <param name="from">The first reference.</param>
    /// <param name="to">The second, of <see cref="HistorySelection.Between"/>.</param>
    /// <param name="limit">How many.</param>
    /// <param name="channel">When the channel was made: private messages of an earlier one are not selected.</param>
    /// <returns>Null when a referred message is not there.</returns>
    public IReadOnlyList<HistoryEntry>? Select(HistorySelection selection, HistoryReference from, HistoryReference to, int limit, DateTimeOffset channel)
    {
        if (!TryPlace(from, out var first, out var afterFirst) || !TryPlace(to, out var second, out var afterSecond))
        {
            return null;
        }

        return selection switch
        {
            HistorySelection.Latest => NewestOf(from.IsAny ? 0 : afterFirst, _entries.Count, limit, channel),
            HistorySelection.Before => NewestOf(0, first, limit, channel),
            HistorySelection.After => OldestOf(afterFirst, _entries.Count, limit, channel),
            HistorySelection.Around => Around(first, limit, channel),
            _ => first <= second ? OldestOf(afterFirst, second, limit, channel) : NewestOf(afterSecond, first, limit, channel),
        };
    }

    List<HistoryEntry> Around(int place, int limit, DateTimeOffset channel)
    {
        var before = NewestOf(0, place, limit / 2, channel);
        return [.. before, .. OldestOf(place, _entries.Count, limit - before.Count, channel)];
    }

    List<HistoryEntry> OldestOf(int start, int end, int limit, DateTimeOffset channel)
    {
        var selected = new List<HistoryEntry>();
        for (var i = start; i < end && selected.Count < limit; i++)
        {
            if (IsVisible(_entries[i], channel))
            {
                selected.Add(_entries[i]);
            }
        }

        return selected;
    }

    List<HistoryEntry> NewestOf(int start, int end, int limit, DateTimeOffset channel)
    {
        var selected = new List<HistoryEntry>();
        for (var i = end - 1; i >= start && selected.Count < limit; i--)
        {
            if (IsVisible(_entries[i], channel))
            {
                selected.Add(_entries[i]);
            }
        }

        selected.Reverse();
        return selected;
    }

    static bool IsVisible(HistoryEntry entry, DateTimeOffset channel) => entry.OnlyFor is null || entry.OnlyFor == channel;

    /// <summary>The place of a reference, and the place of the first message after it.</summary>
    bool TryPlace(HistoryReference reference, out int place, out int after)
    {
        (place, after) = (0, 0);
        if (reference.Id is { } id)
        {
            place = _entries.FindIndex(entry => entry.Id == id);
            after = place + 1;
            return place >= 0;
        }

        if (reference.Time is { } time)
        {
            place = FirstAfter(time.AddTicks(-1));
            after = FirstAfter(time);
        }

        return true;
    }

    /// <summary>The index of the first message later than a moment.</summary>
    int FirstAfter(DateTimeOffset time)
    {
        int low = 0, high = _entries.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _entries[middle].Time > time ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
