using Patchbay.Linux;
using Patchbay.Probing;

namespace Patchbay;

/// <summary>What a ping saw, in words. Pure.</summary>
static class PingText
{
    /// <summary>The line of an event.</summary>
    /// <param name="name">The host's name in results.</param>
    /// <param name="kind">With what it is asked.</param>
    /// <param name="one">What happened.</param>
    /// <param name="timeout">After which time a request counts as lost.</param>
    public static string Line(string name, PingKind kind, PingEvent one, TimeSpan timeout) => $"{name} #{one.Number}: {Words(kind, one, timeout)}";

    static string Words(PingKind kind, PingEvent one, TimeSpan timeout) => one.Outcome switch
    {
        PingOutcome.Answered => $"{Time(one.RoundTrip)}{Details(kind, one)}",
        PingOutcome.Closed => $"{Time(one.RoundTrip)}, closed ({(kind == PingKind.Tcp ? "reset" : "port unreachable")})",
        PingOutcome.Lost => $"no answer within {Sockets.Duration.Format(timeout)}",
        PingOutcome.Late when one.IsRepeated => $"answered only after the kernel had asked again, {Time(one.RoundTrip)} after the first time{Details(kind, one)}",
        PingOutcome.Late => $"late, after {Time(one.RoundTrip)}{Details(kind, one)}",
        PingOutcome.Duplicate => $"answered once more, after {Time(one.RoundTrip)}{Details(kind, one)}",
        PingOutcome.Error => $"{one.Icmp!.Meaning}, says {one.Icmp.Reporter?.ToString() ?? "somebody"}, {(one.IsLate ? "only " : "")}after {Time(one.RoundTrip)}",
        _ => $"not sent: {Errno.Describe(one.Errno)}",
    };

    static string Details(PingKind kind, PingEvent one) => string.Concat(
        kind == PingKind.Tcp ? ", open" : "",
        kind == PingKind.Udp ? $", {one.Bytes} bytes" : "",
        one.TimeToLive > 0 ? $", TTL {one.TimeToLive}" : "",
        one.From is { } from ? $", from {from}" : "",
        one.IsDamaged ? ", and the data came back changed" : "");

    /// <summary>The lines of a host's summary.</summary>
    public static IEnumerable<string> Summary(string name, PingSeries series)
    {
        var words = new List<string> { $"{series.Sent} sent", $"{series.Answered} answered" };
        Add(words, series.Closed, "of them closed");
        Add(words, series.Lost, "lost");
        Add(words, series.Late, "of them late");
        Add(words, series.Errors, "ended by an ICMP error");
        Add(words, series.NotSent, "not sent");
        Add(words, series.Duplicates, series.Duplicates == 1 ? "answer came twice" : "answers came again");
        yield return $"{name}: {string.Join(", ", words)}{(series.Decided == 0 ? "" : $"; {series.Loss * 100:0.#} % loss")}";
        if (series.Times.Count > 0)
        {
            var times = series.Times;
            yield return $"  min {Number(times.Least)}  avg {Number(times.Mean)}  max {Number(times.Most)}  deviation {Number(times.Deviation)}  p50 {Number(times.Percentile(50))}  p90 {Number(times.Percentile(90))}  p99 {Number(times.Percentile(99))} ms";
        }

        if (series.Recent.Count > 1)
        {
            yield return $"  {Sparkline.Of(series.Recent)}";
        }
    }

    static void Add(List<string> words, long count, string what)
    {
        if (count > 0)
        {
            words.Add($"{count} {what}");
        }
    }

    static string Time(TimeSpan time) => time.TotalSeconds < 10 ? $"{Number(time)} ms" : $"{time.TotalSeconds:0.0} s";

    static string Number(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 10 => $"{time.TotalMilliseconds:0.000}",
        < 100 => $"{time.TotalMilliseconds:0.00}",
        _ => $"{time.TotalMilliseconds:0.0}",
    };
}
