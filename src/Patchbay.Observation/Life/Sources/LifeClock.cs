using System.Diagnostics;

namespace Patchbay.Observation;

/// <summary>Times of a recording: CLOCK_MONOTONIC since it began.</summary>
/// <param name="Start">When it began, as <see cref="Stopwatch.GetTimestamp"/> tells it: nanoseconds on Linux.</param>
readonly record struct LifeClock(long Start)
{
    public TimeSpan Now => Stopwatch.GetElapsedTime(Start);

    /// <summary>Of a time of the kernel's, in nanoseconds.</summary>
    public TimeSpan Of(long nanoseconds) => TimeSpan.FromTicks((nanoseconds - Start) / (1_000_000_000 / TimeSpan.TicksPerSecond));
}
