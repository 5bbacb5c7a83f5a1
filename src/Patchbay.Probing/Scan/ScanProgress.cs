using System.Globalization;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Speed and time left, from pictures of a scan that are some time apart. Pure.</summary>
public sealed class ScanProgress
{
    // What counts is how it went lately.
    static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    readonly Queue<ScanStatus> _seen = [];
    ScanStatus? _last;

    /// <summary>Probes a second, lately.</summary>
    public double Rate { get; private set; }

    /// <summary>The time left of this phase; null when nothing can be said.</summary>
    public TimeSpan? Left { get; private set; }

    /// <summary>Takes a picture.</summary>
    public void Add(ScanStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (_last?.Phase != status.Phase)
        {
            _seen.Clear();
        }

        _last = status;
        _seen.Enqueue(status);
        while (_seen.Count > 2 && status.Elapsed - _seen.Peek().Elapsed > Window)
        {
            _seen.Dequeue();
        }

        var oldest = _seen.Peek();
        var seconds = (status.Elapsed - oldest.Elapsed).TotalSeconds;
        Rate = seconds > 0 ? (status.Totals.Sent - oldest.Totals.Sent) / seconds : 0;
        var done = seconds > 0 ? (status.Done - oldest.Done) / seconds : 0;
        Left = done > 0 && (status.Wanted - status.Done) / done is var left && left < TimeSpan.FromDays(999).TotalSeconds ? TimeSpan.FromSeconds(Math.Max(0, left)) : null;
    }

    /// <summary>A line for people: <c>ports 41 %, 3 open, 12,000 probes/s, about 12 s left</c>.</summary>
    public string Line()
    {
        if (_last is not { } last)
        {
            return "";
        }

        var share = last.Wanted > 0 ? string.Create(CultureInfo.InvariantCulture, $" {100.0 * last.Done / last.Wanted:0} %") : "";
        var what = last.Phase switch { ScanPhase.Hosts => "hosts", ScanPhase.Services => "services", _ => "ports" };
        var left = Left is { } time ? $", about {Words(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{what}{share}, {last.Totals.Up} {(last.Totals.Up == 1 ? "host" : "hosts")} up, {last.Totals.Open} open, {Rate:N0} probes/s{left}");
    }

    /// <summary>A time to wait: <c>12 s</c>, <c>4 min</c>, <c>2.5 h</c>, <c>3.1 days</c>.</summary>
    internal static string Words(TimeSpan time) => time.TotalSeconds < 120 ? Duration.Format(time)
        : time.TotalMinutes < 90 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
        : time.TotalHours < 36 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days");
}
