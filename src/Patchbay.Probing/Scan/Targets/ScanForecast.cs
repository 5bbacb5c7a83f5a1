using System.Globalization;

namespace Patchbay.Probing;

/// <summary>What a scan will send and about how long it will take, told before it is run. Pure.</summary>
/// <param name="Probes">Ports to ask.</param>
/// <param name="Most">Probes sent at most, repeats included.</param>
/// <param name="Bytes">What those are on the wire at most, without answers.</param>
/// <param name="Fastest">When every port answers at once.</param>
/// <param name="Slowest">When none answers.</param>
/// <param name="BitsPerSecond">What it sends at most.</param>
public sealed record ScanForecast(long Probes, long Most, long Bytes, TimeSpan Fastest, TimeSpan Slowest, double BitsPerSecond)
{
    // Measured on one core; a network is slower more often than a scanner.
    const double UsualRate = 50_000;
    const int UsualParallel = 2048;

    // Ethernet, IPv6 and a SYN with options; IPv4 takes 20 less.
    const int ProbeBytes = 94;

    /// <summary>The forecast.</summary>
    public static ScanForecast Of(ScanRequest request, int publicHosts)
    {
        ArgumentNullException.ThrowIfNull(request);
        var tuning = request.Tuning;
        var probes = request.Shard.CountOf(request.Plan.Count);
        var most = probes * (1 + tuning.Retries);
        var rate = Math.Min(tuning.Rate ?? UsualRate, publicHosts > 0 && request.CapPublic ? Math.Min(PublicRate.InAll, (double)publicHosts * PublicRate.PerHost) : double.MaxValue);
        var silent = Math.Max(most / rate, Math.Ceiling((double)probes / (tuning.MaxParallel ?? UsualParallel)) * (1 + tuning.Retries) * tuning.InitialTimeout.TotalSeconds);
        return new ScanForecast(probes, most, most * ProbeBytes, Seconds(probes / rate), Seconds(silent), rate * ProbeBytes * 8);
    }

    /// <summary>For people, a line each.</summary>
    public IEnumerable<string> Lines() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"probes     {Probes:N0}, with repeats at most {Most:N0}"),
        string.Create(CultureInfo.InvariantCulture, $"time       about {ScanProgress.Words(Fastest)} when every port answers, about {ScanProgress.Words(Slowest)} when none does"),
        string.Create(CultureInfo.InvariantCulture, $"bandwidth  at most {BitsPerSecond / 1e6:0.###} Mbit/s, {Bytes / 1e6:0.###} MB in all, sent"),
    ];

    static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(100_000).TotalSeconds));
}
