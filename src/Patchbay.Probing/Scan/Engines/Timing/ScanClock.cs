using System.Diagnostics;

namespace Patchbay.Probing;

/// <summary>The clock of the engines: microseconds since the machine's start, never going back. All times of the timing pieces are of it.</summary>
internal static class ScanClock
{
    /// <summary>The time now.</summary>
    public static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    /// <summary>A span in microseconds.</summary>
    public static long Of(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
}
