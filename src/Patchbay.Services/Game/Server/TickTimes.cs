namespace Patchbay.Services.Game.Server;

/// <summary>How long the last ticks took, in µs. Written by one thread, read from any.</summary>
sealed class TickTimes
{
    // Half a minute.
    const int Kept = 900;

    readonly int[] _times = new int[Kept];
    long _count;

    /// <summary>Ticks so far.</summary>
    public long Count => Volatile.Read(ref _count);

    public void Add(long microseconds)
    {
        Volatile.Write(ref _times[_count % Kept], (int)Math.Min(microseconds, int.MaxValue));
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>The time that so many percent of the last ticks did not exceed; 0 before the first.</summary>
    public double Percentile(int percent)
    {
        var count = (int)Math.Min(Count, Kept);
        if (count == 0)
        {
            return 0;
        }

        var sorted = new int[count];
        for (var i = 0; i < count; i++)
        {
            sorted[i] = Volatile.Read(ref _times[i]);
        }

        Array.Sort(sorted);
        return sorted[Math.Min(count - 1, count * percent / 100)];
    }
}
