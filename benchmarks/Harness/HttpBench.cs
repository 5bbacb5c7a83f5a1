using System.Globalization;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench http</c>: requests a server answers per second of its CPU. Kestrel on its own transport, on ours, and nginx beside.</summary>
static class HttpBench
{
    const double PinnedOverKestrel = 1.40, PinnedOverInline = 1.15;

    public static Report Run(BenchOptions options)
    {
        var report = new Report("http", Machine.Read(options));
        using var nginx = new NginxConfig();
        var servers = ServerKind.DotNet("http").Append(new("nginx", "nginx", (_, _) => nginx.Command) { FixedPort = nginx.Port }).Where(options.WantsServer).ToList();
        foreach (var cell in HttpCell.All.Where(cell => options.WantsCell(cell.Name)))
        {
            RunCell(options, cell, servers, report);
        }

        return report;
    }

    /// <summary>Loads all servers with one cell in turn, and adds its table.</summary>
    public static void RunCell(BenchOptions options, HttpCell cell, IReadOnlyList<ServerKind> servers, Report report, Action<ServerProcess>? verify = null)
    {
        Console.Error.WriteLine($"{cell.Name}: {cell.Title}");
        using var running = RunningServers.Start(options, new Cell(cell.Connections, 1, 1), servers, report);
        foreach (var (_, process) in running)
        {
            verify?.Invoke(process);
            WarmUp.Run(options.WarmUp, seconds => Wrk.Load(options, cell, process.Id, process.Port, seconds));
        }

        var all = Interleaved.Run(options, running, cell.Name, mustBeBusy: true, process => Wrk.Load(options, cell, process.Id, process.Port, options.Seconds), Line);
        report.Add(Table(cell, all), all);
        if (!cell.Pipelined && all.Any(series => series.Server == "uring-pinned"))
        {
            report.Gates.Add(new($"{cell.Name}: requests per CPU-second, uring-pinned ≥ {PinnedOverKestrel:0.00} × kestrel", Over(all, "uring-pinned", "kestrel"), PinnedOverKestrel, AtLeast: true));
            report.Gates.Add(new($"{cell.Name}: requests per CPU-second, uring-pinned ≥ {PinnedOverInline:0.00} × inline", Over(all, "uring-pinned", "inline"), PinnedOverInline, AtLeast: true));
        }
    }

    static string Line(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{PerCpuSecond(sample),9:0} requests/CPU-s {sample.MessagesPerSecond,9:0} requests/s");

    static double PerCpuSecond(Sample sample) => sample.Messages / sample.ServerCpuSeconds;

    // Requests per CPU-second is the inverse of the cost.
    static double? Over(IReadOnlyList<Series> all, string ours, string family) => 1 / EchoGates.Ratio(all, ours, family);

    static string Table(HttpCell cell, IReadOnlyList<Series> all)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {cell.Name}: {cell.Title}").AppendLine();
        text.AppendLine("| server | requests/CPU-second | requests/s | p50 µs | p99 µs | server core | samples | × Kestrel | × inline | × nginx |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var s in all)
        {
            text.AppendLine(s.Counts
                ? string.Create(CultureInfo.InvariantCulture, $"| {s.Server} | {s.Median(PerCpuSecond):0} | {s.Median(x => x.MessagesPerSecond):0} | {s.Median(x => x.P50):0} | {s.Median(x => x.P99):0} | {s.Median(x => x.ServerCoreBusy):P0} | {s.Kept} | {Over(all, s.Server, "kestrel"):0.00} | {Over(all, s.Server, "inline"):0.00} | {Over(all, s.Server, "nginx"):0.00} |")
                : $"| {s.Server} | discarded: {s.DiscardReason} | | | | | | | | |");
        }

        return text.ToString();
    }
}
