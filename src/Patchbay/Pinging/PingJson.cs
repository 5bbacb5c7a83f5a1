using Patchbay.Probing;

namespace Patchbay;

/// <summary>How a ping begins: each target with the address it is asked at, and by what ICMP is sent.</summary>
sealed record PingStartData(IReadOnlyList<PingTargetData> Targets, string? Icmp);

/// <summary>A target with its address.</summary>
sealed record PingTargetData(string Target, string Address, string Kind, int? Port);

/// <summary>Something that happened to a request. Times in milliseconds.</summary>
sealed record PingEventData(string Target, string Address, long Number, string Outcome, double? RoundTrip, int? Ttl, int? Bytes, string? From, string? Icmp, string? Reporter, string? Error, bool Damaged, bool Repeated);

/// <summary>Round trips in milliseconds.</summary>
sealed record PingTimesData(double Min, double Avg, double Max, double Deviation, double P50, double P90, double P99);

/// <summary>What a host's requests came to. Loss is a share, 0 to 1.</summary>
sealed record PingHostData(string Target, string Address, string Kind, long Sent, long Answered, long Closed, long Lost, long Late, long Duplicates, long Errors, long NotSent, double Loss, PingTimesData? RoundTrip);

/// <summary>A ping that ended.</summary>
sealed record PingData(IReadOnlyList<PingHostData> Hosts, string? Icmp, int ExitCode);

/// <summary>A ping's results as JSON.</summary>
static class PingJson
{
    public static PingTargetData Target(PingHost host) => new(host.Target.Text, host.Address.ToString(), Word(host.Target.Kind), host.Target.Kind == PingKind.Icmp ? null : host.Target.Port);

    public static PingEventData Event(PingHost host, PingEvent one) => new(
        host.Target.Text, host.Address.ToString(), one.Number, Word(one.Outcome),
        one.RoundTrip > TimeSpan.Zero ? one.RoundTrip.TotalMilliseconds : null,
        one.TimeToLive > 0 ? one.TimeToLive : null,
        one.Outcome is PingOutcome.Answered or PingOutcome.Late or PingOutcome.Duplicate && host.Target.Kind != PingKind.Tcp ? one.Bytes : null,
        one.From?.ToString(), one.Icmp?.Meaning, one.Icmp?.Reporter?.ToString(),
        one.Errno == 0 ? null : Linux.Errno.Describe(one.Errno), one.IsDamaged, one.IsRepeated);

    public static PingHostData Host(PingHost host, PingSeries series) => new(
        host.Target.Text, host.Address.ToString(), Word(host.Target.Kind), series.Sent, series.Answered, series.Closed, series.Lost, series.Late, series.Duplicates, series.Errors, series.NotSent, series.Loss,
        series.Times.Count == 0 ? null : Times(series.Times));

    /// <summary>The word for by what ICMP is sent.</summary>
    public static string? Word(EchoMeans? means) => means switch { EchoMeans.PingSocket => "ping-socket", EchoMeans.Raw => "raw", _ => null };

    static PingTimesData Times(RoundTripTimes times) => new(
        times.Least.TotalMilliseconds, times.Mean.TotalMilliseconds, times.Most.TotalMilliseconds, times.Deviation.TotalMilliseconds,
        times.Percentile(50).TotalMilliseconds, times.Percentile(90).TotalMilliseconds, times.Percentile(99).TotalMilliseconds);

    static string Word(PingKind kind) => kind switch { PingKind.Tcp => "tcp", PingKind.Udp => "udp", _ => "icmp" };

    static string Word(PingOutcome outcome) => outcome switch
    {
        PingOutcome.Answered => "answered",
        PingOutcome.Closed => "closed",
        PingOutcome.Lost => "lost",
        PingOutcome.Late => "late",
        PingOutcome.Duplicate => "duplicate",
        PingOutcome.Error => "error",
        _ => "not-sent",
    };
}
