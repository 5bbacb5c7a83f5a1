using System.Globalization;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench models</c>: the classic server models from 1 to 5,000 clients. A model is measured where it serves every client; where some would wait for others to leave, the table says so.</summary>
static class ModelsBench
{
    // With few clients a server waits for them by nature.
    const int ManyClients = 100;

    // The default of pool-threads.
    const int PoolThreads = 128;

    static readonly IReadOnlyList<Cell> Cells = [.. new[] { 1, 10, 100, 1000, 5000 }.Select(static clients => new Cell(clients, 64, 1))];

    public static Report Run(BenchOptions options)
    {
        var report = new Report("models", Machine.Read(options));
        foreach (var cell in options.Cells?.Select(Cell.Parse) ?? Cells)
        {
            Console.Error.WriteLine(cell.Title);
            var wanted = ServerKind.Models.Where(options.WantsServer).ToList();
            var all = Measure(options, cell, wanted.Where(server => cell.Connections <= MostClients(server)), report);
            report.Add(Table(cell, wanted, all), all);
        }

        report.Note("threads and memory: the most that the server's process had while it was measured, those of the runtime included (about ten threads)");
        return report;
    }

    static IReadOnlyList<Series> Measure(BenchOptions options, Cell cell, IEnumerable<ServerKind> servers, Report report)
    {
        using var running = RunningServers.Start(options, cell, servers, report);
        foreach (var (_, process) in running)
        {
            WarmUp.Run(options.WarmUp, seconds => EchoBench.Load(options, cell, process, seconds, settle: 0));
        }

        return Interleaved.Run(options, running, cell.Name, mustBeBusy: cell.Connections >= ManyClients, process => Load(options, cell, process), Line);
    }

    /// <summary>How many clients a model serves at once.</summary>
    static int MostClients(ServerKind server) => server.Name switch
    {
        "iterative" => 1,
        "pool" => PoolThreads,
        _ => int.MaxValue,
    };

    static Sample Load(BenchOptions options, Cell cell, ServerProcess server)
    {
        var load = Task.Run(() => EchoBench.Load(options, cell, server, options.Seconds, LoadTool.SettleSeconds));
        var (threads, resident) = (0, 0L);
        do
        {
            threads = Math.Max(threads, server.Threads());
            resident = Math.Max(resident, server.ResidentBytes());
        }
        while (!load.Wait(TimeSpan.FromMilliseconds(200)));
        return load.Result with { Threads = threads, Resident = resident };
    }

    static string Line(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Cost,8:0.000} µs/message {sample.MessagesPerSecond,9:0} messages/s {sample.Threads,5} threads {sample.Resident / 1048576.0,6:0.0} MiB");

    static string Table(Cell cell, IReadOnlyList<ServerKind> wanted, IReadOnlyList<Series> all)
    {
        var baseline = all.FirstOrDefault(static series => series.Server == "async");
        var rows = wanted.Select(server => all.FirstOrDefault(series => series.Server == server.Name) is { } series
            ? series.Counts ? Row(series, baseline) : $"| {series.Server} | discarded: {series.DiscardReason} | | | | | | | |"
            : cell.Connections > MostClients(server) ? $"| {server.Name} | serves {MostClients(server)} at once; {cell.Connections - MostClients(server)} would wait | | | | | | | |"
            : $"| {server.Name} | does not run here | | | | | | | |");
        return $"## {cell.Name}: {cell.Title}\n\n| model | CPU-µs/message | messages/s | p50 µs | p99 µs | threads | memory MiB | samples | / async |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n{string.Join('\n', rows)}\n";
    }

    static string Row(Series s, Series? baseline) => string.Create(CultureInfo.InvariantCulture,
        $"| {s.Server} | {s.Cost:0.00} | {s.Median(x => x.MessagesPerSecond):0} | {s.Median(x => x.P50):0} | {s.Median(x => x.P99):0} | {s.Median(x => x.Threads ?? 0):0} | {s.Median(x => (x.Resident ?? 0) / 1048576.0):0} | {s.Kept} | {(baseline is null ? null : s.CostOver(baseline)):0.00} |");
}
