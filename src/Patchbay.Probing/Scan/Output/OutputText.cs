using System.Globalization;

namespace Patchbay.Probing;

/// <summary>Words that outputs share. Pure.</summary>
static class OutputText
{
    /// <summary>What a server said, as a terminal or a file may have it: no control characters.</summary>
    public static string Clean(string text) => text.Any(static one => char.IsControl(one) || char.IsSurrogate(one) || one is '\uFFFE' or '\uFFFF') ? string.Concat(text.Select(static one => char.IsControl(one) || char.IsSurrogate(one) || one is '\uFFFE' or '\uFFFF' ? '?' : one)) : text;

    /// <summary>The program and its version: <c>OpenSSH 9.2p1</c>; null when neither is known.</summary>
    public static string? Product(ServiceFinding service) => service.Product is null && service.Version is null ? null : $"{service.Product} {service.Version}".Trim();

    /// <summary>Who listens: <c>nginx (pid 311)</c>.</summary>
    public static string? Holder(PortResult port) => port.Holder is not { } holder ? null
        : holder.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"{holder.Command ?? "?"} (pid {pid})") : null;

    /// <summary><c>1 host</c>, <c>3,000 hosts</c>.</summary>
    public static string Count(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    /// <summary>A round trip: on this machine it is a matter of microseconds.</summary>
    public static string Time(TimeSpan time) => time.TotalMilliseconds < 0.095 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0} µs") : Sockets.Duration.Format(time);

    /// <summary>Milliseconds for programs: to the microsecond.</summary>
    public static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
