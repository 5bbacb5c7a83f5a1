using System.Diagnostics;

namespace Patchbay.Observation;

/// <summary>Times of a recording: CLOCK_MONOTONIC since it began.</summary>
sealed class LifeClock
{
    /// <summary>When it began, as <see cref="Stopwatch.GetTimestamp"/> tells it: nanoseconds on Linux. Set before the first thing is seen.</summary>
    public long Start { get; set; } = Stopwatch.GetTimestamp();

    public TimeSpan Now => Stopwatch.GetElapsedTime(Start);

    /// <summary>Of a time of the kernel's, in nanoseconds.</summary>
    public TimeSpan Of(long nanoseconds) => TimeSpan.FromTicks((nanoseconds - Start) / (1_000_000_000 / TimeSpan.TicksPerSecond));
}
