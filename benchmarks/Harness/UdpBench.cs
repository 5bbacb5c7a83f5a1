using System.Globalization;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench udp</c>: datagrams an echo serves per second of its CPU, beside C with recvmmsg and sendmmsg.</summary>
static class UdpBench
{
    const double PinnedOverC = 0.90;

    static readonly IReadOnlyList<Cell> Cells = [new(64, 64, 1), new(64, 64, 16), new(1, 64, 16), new(64, 1400, 16), new(64, 1400, 16, Segmented: true)];

    public static Report Run(BenchOptions options)
    {
        var report = new Report("udp", Machine.Read(options));
        var servers = ServerKind.CDatagrams.Concat(ServerKind.OurEngines("udp")).Where(options.WantsServer).ToList();
        foreach (var cell in options.Cells?.Select(Cell.Parse).ToList() ?? Cells)
        {
            RunCell(options, cell, servers, report);
        }

        return report;
    }

    static void RunCell(BenchOptions options, Cell cell, IReadOnlyList<ServerKind> servers, Report report)
    {
        Console.Error.WriteLine(Title(cell));
        using var running = RunningServers.Start(options, cell, servers, report);
        foreach (var (_, process) in running)
        {
            WarmUp.Run(options.WarmUp, seconds => Load(process, seconds, settle: 0));
        }

        var all = Interleaved.Run(options, running, cell.Name, mustBeBusy: cell.Connections > 1, process => Load(process, options.Seconds, LoadTool.SettleSeconds), Line);
        report.Add(Table(cell, all), all);
        if (!cell.Segmented && all.Any(series => series.Server == "uring-pinned"))
        {
            report.Gates.Add(new($"{cell.Name}: datagrams per CPU-second, uring-pinned ≥ {PinnedOverC:0.00} × C", Over(all, "uring-pinned"), PinnedOverC, AtLeast: true));
        }

        Sample Load(ServerProcess process, double seconds, double settle) => LoadTool.Run(options, "udp_load", cell, process, seconds, settle);
    }

    static string Title(Cell cell) =>
        $"{cell.Connections} socket{(cell.Connections == 1 ? "" : "s")} × {cell.Bytes} B, depth {cell.Depth}{(cell.Segmented ? ", sent in pieces of up to 64 KiB (UDP_SEGMENT)" : "")}";

    static string Line(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Cost,8:0.000} µs/datagram {sample.MessagesPerSecond,11:0} datagrams/s {sample.Lost,6} lost");

    static double PerCpuSecond(Sample sample) => sample.Messages / sample.ServerCpuSeconds;

    // Datagrams per CPU-second is the inverse of the cost; the cheaper of the C peers counts.
    static double? Over(IReadOnlyList<Series> all, string ours) => 1 / EchoGates.Ratio(all, ours, "c");

    static string Table(Cell cell, IReadOnlyList<Series> all)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {cell.Name}: {Title(cell)}").AppendLine();
        text.AppendLine("| server | datagrams/CPU-second | CPU-µs/datagram | datagrams/s | lost | p50 µs | p99 µs | p99.9 µs | server core | samples | × C |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var s in all)
        {
            text.AppendLine(s.Counts
                ? string.Create(CultureInfo.InvariantCulture, $"| {s.Server} | {s.Median(PerCpuSecond):0} | {s.Cost:0.000} | {s.Median(x => x.MessagesPerSecond):0} | {s.Samples.Sum(x => x.Lost)} | {s.Median(x => x.P50):0} | {s.Median(x => x.P99):0} | {s.Median(x => x.P999):0} | {s.Median(x => x.ServerCoreBusy):P0} | {s.Kept} | {Over(all, s.Server):0.00} |")
                : $"| {s.Server} | discarded: {s.DiscardReason} | | | | | | | | | |");
        }

        return text.ToString();
    }
}
