using System.Diagnostics;

namespace Patchbay.Services.Game.Transport;

/// <summary>The time in µs as the transport counts it; it never goes back.</summary>
static class TransportClock
{
    public static long Now => (long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency));
}
