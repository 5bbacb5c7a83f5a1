namespace Patchbay.Probing;

/// <summary>Round trips as a row of bars: the shortest is the lowest, the longest the highest, and what has no answer an ×. Pure.</summary>
public static class Sparkline
{
    const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>What stands for a request without answer.</summary>
    public const char Missing = '×';

    /// <summary>The row, a character for each.</summary>
    public static string Of(IEnumerable<TimeSpan?> times)
    {
        var all = times.ToArray();
        var known = all.Where(static one => one is not null).Select(static one => one!.Value.Ticks).ToArray();
        var (least, most) = known.Length == 0 ? (0L, 0L) : (known.Min(), known.Max());
        return string.Concat(all.Select(one => one is not { } time ? Missing
            : Bars[most == least ? 0 : (int)Math.Min(Bars.Length - 1, (time.Ticks - least) * Bars.Length / (most - least))]));
    }
}
