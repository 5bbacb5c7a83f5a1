using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench patch</c>: relays between plain sockets, all up at once and loaded in turn.</summary>
static class PatchBench
{
    const int FirstPort = 21000;
    const double Mebibyte = 1024 * 1024;

    // Slow start, the growth of windows, and the first megabytes after which a busy direction is woken less often.
    const double SettleSeconds = 0.5;

    public static Report Run(BenchOptions options)
    {
        var report = new Report("patch", Machine.Read(options));
        var wanted = RelayKind.All.Where(relay => options.Servers is null || options.Servers.Contains(relay.Name) || options.Servers.Contains(relay.Family)).ToList();
        var running = new List<(RelayKind Relay, RelayProcess Process)>();
        try
        {
            foreach (var relay in wanted)
            {
                Start(relay, options, FirstPort + (10 * running.Count), running, report);
            }

            foreach (var cell in RelayCell.All.Where(cell => options.WantsCell(cell.Name)))
            {
                RunCell(options, cell, running, report);
            }
        }
        finally
        {
            running.ForEach(one => one.Process.Dispose());
        }

        return report;
    }

    static void Start(RelayKind relay, BenchOptions options, int port, List<(RelayKind, RelayProcess)> running, Report report)
    {
        try
        {
            running.Add((relay, RelayProcess.Start(relay, options, port)));
        }
        catch (BenchException error)
        {
            report.Note(error.Message);
        }
    }

    static void RunCell(BenchOptions options, RelayCell cell, List<(RelayKind Relay, RelayProcess Process)> running, Report report)
    {
        Console.Error.WriteLine(cell.Title);
        foreach (var (relay, process) in running.Where(one => options.WarmUp > 0 && one.Relay.Family == "ours"))
        {
            // The JIT compiles hot methods anew while they run; the others are as fast as they get from the start.
            Load(options, cell, process, options.WarmUp);
        }

        var all = running.ConvertAll(one => new RelaySeries(one.Relay.Name, one.Relay.Family, cell.Name, []));
        for (var round = 1; round <= options.Rounds; round++)
        {
            for (var i = 0; i < running.Count; i++)
            {
                var sample = Load(options, cell, running[i].Process, options.Seconds);
                all[i].Samples.Add(sample);
                var figure = cell.IsBulk ? $"{sample.BytesPerCpuSecond / Mebibyte,8:0} MiB/CPU-s" : $"{sample.CostOfTrip,8:0.0} CPU-µs {sample.P50,8:0.0} µs";
                Console.Error.WriteLine($"  {round} {all[i].Relay,-15} {figure}  {sample.DiscardReason ?? (sample.Disturbed ? "disturbed" : "")}");
            }
        }

        report.Add(Table(cell, all), all);
        report.Gates.AddRange(Gates(cell, all));
    }

    static RelaySample Load(BenchOptions options, RelayCell cell, RelayProcess relay, double seconds)
    {
        var output = Tool.Run(BenchOptions.ClientCore,
        [
            Path.Combine(options.Tools, "relay_load"), "--mode", cell.Mode, "--port", $"{relay.Port}", "--peer-port", $"{relay.PeerPort}",
            "--connections", $"{cell.Connections}", "--bytes", $"{RelayCell.MessageBytes}", "--seconds", Text(seconds), "--warmup", Text(SettleSeconds),
            "--relay-pid", $"{relay.Id}", "--relay-core", $"{BenchOptions.ServerCore}", "--load-core", $"{BenchOptions.ClientCore}",
        ]);
        return JsonSerializer.Deserialize<RelaySample>(output, Report.Json) ?? throw new BenchException("relay_load printed nothing.");
    }

    static string Table(RelayCell cell, IReadOnlyList<RelaySeries> all)
    {
        var socat = Best(cell, all, "socat");
        var proxyd = Best(cell, all, "proxyd");
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"## {cell.Title}").AppendLine();
        text.AppendLine(cell.IsBulk
            ? "| relay | MiB per CPU-second | / best socat | / proxyd | MiB/s | relay core busy | load core busy | disturbed |"
            : "| relay | p50 µs | p99 µs | p50 / best socat | p50 / proxyd | CPU-µs a round trip | round trips/s | disturbed |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---|");
        foreach (var series in all)
        {
            if (!series.Counts)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {series.Relay} | discarded: {series.DiscardReason} | | | | | | |");
            }
            else if (cell.IsBulk)
            {
                var cost = series.Family == "direct" ? "" : $"{series.Median(sample => sample.BytesPerCpuSecond) / Mebibyte:0}";
                text.AppendLine(CultureInfo.InvariantCulture, $"| {series.Relay} | {cost} | {Ratio(series, socat, Figure(cell))} | {Ratio(series, proxyd, Figure(cell))} | {series.Median(sample => sample.BytesPerSecond) / Mebibyte:0} | {series.Median(sample => sample.RelayCoreBusy):P0} | {series.Median(sample => sample.LoadCoreBusy):P0} | {series.Disturbed} |");
            }
            else
            {
                var cost = series.Family == "direct" ? "" : $"{series.Median(sample => sample.CostOfTrip):0.0}";
                text.AppendLine(CultureInfo.InvariantCulture, $"| {series.Relay} | {series.Median(sample => sample.P50):0.0} | {series.Median(sample => sample.P99):0.0} | {Ratio(series, socat, Figure(cell))} | {Ratio(series, proxyd, Figure(cell))} | {cost} | {series.Median(sample => sample.Trips / sample.Seconds):0} | {series.Disturbed} |");
            }
        }

        return text.ToString();
    }

    static IEnumerable<Gate> Gates(RelayCell cell, IReadOnlyList<RelaySeries> all)
    {
        if (Best(cell, all, "ours") is not { } ours)
        {
            yield break;
        }

        var (socat, proxyd) = (Best(cell, all, "socat"), Best(cell, all, "proxyd"));
        if (cell.IsBulk)
        {
            yield return new Gate($"{cell.Name}: bytes per CPU-second ≥ 2.00 × socat -b best", socat is null ? null : ours.Over(socat, Figure(cell)), 2.0, AtLeast: true);
            yield return new Gate($"{cell.Name}: bytes per CPU-second ≥ 1.00 × systemd-socket-proxyd", proxyd is null ? null : ours.Over(proxyd, Figure(cell)), 1.0, AtLeast: true);
        }
        else
        {
            yield return new Gate($"{cell.Name}: median round trip ≤ 1.00 × socat's", socat is null ? null : ours.Over(socat, Figure(cell)), 1.0);
        }
    }

    static RelaySeries? Best(RelayCell cell, IEnumerable<RelaySeries> all, string family)
    {
        var counting = all.Where(series => series.Family == family && series.Counts);
        return cell.IsBulk ? counting.MaxBy(series => series.Median(Figure(cell))) : counting.MinBy(series => series.Median(Figure(cell)));
    }

    static Func<RelaySample, double> Figure(RelayCell cell) => cell.IsBulk ? sample => sample.BytesPerCpuSecond : sample => sample.P50;

    static string Ratio(RelaySeries series, RelaySeries? other, Func<RelaySample, double> figure) =>
        other is null || series.Family == "direct" ? "" : series.Over(other, figure).ToString("0.00", CultureInfo.InvariantCulture);

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
