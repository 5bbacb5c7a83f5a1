using Patchbay.Probing;

namespace Patchbay;

/// <summary>The exit code of a ping. Pure.</summary>
static class PingVerdict
{
    /// <summary>Of all hosts: the first of "not reachable", "timed out", "too much loss" that holds for one; 0 when each has answered.</summary>
    /// <param name="series">A host each.</param>
    /// <param name="mostLoss">The loss that is allowed, 0 to 100; null for any, as long as something is answered.</param>
    public static ExitCode Of(IReadOnlyList<PingSeries> series, double? mostLoss)
    {
        var silent = series.Where(static one => one.Answered == 0 || one.Closed == one.Answered).ToArray();
        return silent.Any(static one => one.Closed > 0 || one.Errors > 0 || one.NotSent > 0) ? ExitCode.CannotConnect
            : silent.Length > 0 ? ExitCode.TimedOut
            : mostLoss is { } most && series.Any(one => one.Loss * 100 > most) ? ExitCode.Expectation
            : ExitCode.Done;
    }
}
