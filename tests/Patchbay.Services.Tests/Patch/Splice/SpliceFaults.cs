using Patchbay.Services.Patch;

namespace Patchbay.Services.Tests.Splicing;

/// <summary>Makes calls of the spliced relay fail now and then, by a fixed pattern, or always; and move few bytes.</summary>
sealed class SpliceFaults : ISpliceFaults
{
    readonly int[] _struck = new int[Enum.GetValues<SplicePoint>().Length];
    readonly int[] _asked = new int[Enum.GetValues<SplicePoint>().Length];

    /// <summary>Errnos to report in turn, one at every third call of a point.</summary>
    public Dictionary<SplicePoint, int[]> Now { get; } = [];

    /// <summary>An errno to report at each call of a point.</summary>
    public Dictionary<SplicePoint, int> Always { get; } = [];

    /// <summary>The most bytes a call may move.</summary>
    public int MostBytes { get; init; } = int.MaxValue;

    public int Struck(SplicePoint point) => Volatile.Read(ref _struck[(int)point]);

    int ISpliceFaults.Errno(SplicePoint point)
    {
        var asked = Interlocked.Increment(ref _asked[(int)point]);
        var errno = Always.TryGetValue(point, out var always) ? always
            : Now.TryGetValue(point, out var some) && asked % 3 == 0 ? some[asked / 3 % some.Length]
            : 0;
        if (errno != 0)
        {
            Interlocked.Increment(ref _struck[(int)point]);
        }

        return errno;
    }

    int ISpliceFaults.Limit(SplicePoint point, int length) => Math.Min(length, MostBytes);
}
