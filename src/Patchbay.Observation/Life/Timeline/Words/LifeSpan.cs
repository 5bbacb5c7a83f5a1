using System.Globalization;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Times and sizes as timelines show them.</summary>
static class LifeSpan
{
    /// <summary><c>36 µs</c>, <c>1.2 ms</c>, <c>62 ms</c>, <c>3.2 s</c>.</summary>
    public static string Of(TimeSpan time) =>
        time.TotalMicroseconds < 999.5 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalMicroseconds):0} µs") : Duration.Format(time);

    /// <summary><c>1 byte</c>, <c>3910656 bytes</c>.</summary>
    public static string Bytes(long count) => count == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");
}
