using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Splicing;

/// <summary>Makes calls of the spliced relay fail now and then, or always; and move few bytes.</summary>
sealed class SpliceFaults : ISpliceFaults
{
    readonly int[] _struck = new int[Enum.GetValues<SplicePoint>().Length];

    // Not every third call: two directions in step would meet it again and again.
    readonly Random _random = new(1);

    /// <summary>Errnos to report, at a third of a point's calls.</summary>
    public Dictionary<SplicePoint, int[]> Now { get; } = [];

    /// <summary>An errno to report at each call of a point.</summary>
    public Dictionary<SplicePoint, int> Always { get; } = [];

    /// <summary>The most bytes a call may move.</summary>
    public int MostBytes { get; init; } = int.MaxValue;

    public int Struck(SplicePoint point) => Volatile.Read(ref _struck[(int)point]);

    int ISpliceFaults.Errno(SplicePoint point)
    {
        var errno = Always.TryGetValue(point, out var always) ? always : Now.TryGetValue(point, out var some) ? Choose(some) : 0;
        if (errno != 0)
        {
            Interlocked.Increment(ref _struck[(int)point]);
        }

        return errno;
    }

    int Choose(int[] errnos)
    {
        lock (_random)
        {
            return _random.Next(3) == 0 ? errnos[_random.Next(errnos.Length)] : 0;
        }
    }

    int ISpliceFaults.Limit(SplicePoint point, int length) => Math.Min(length, MostBytes);
}
