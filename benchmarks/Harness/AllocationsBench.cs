using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench allocations</c>: managed bytes allocated per message while connections stay open and the code has settled.</summary>
static class AllocationsBench
{
    // Two readings, a command line and a timer tick in between allocate a few kilobytes over some hundred thousand messages.
    const double NoAllocation = 0.1;

    public static Report Run(BenchOptions options)
    {
        var report = new Report("allocations", Machine.Read(options));
        var cell = options.Cells is { Count: > 0 } cells ? Cell.Parse(cells[0]) : new Cell(64, 64, 1);
        var rows = new List<AllocationResult>();
        foreach (var server in ServerKind.DotNet("echo").Where(options.WantsServer))
        {
            try
            {
                rows.Add(Measure(server, options, cell));
            }
            catch (BenchException error)
            {
                report.Note(error.Message);
            }
        }

        var text = new StringBuilder(cell.Title).AppendLine(".").AppendLine().AppendLine("| server | managed bytes per message |").AppendLine("|---|---:|");
        foreach (var row in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Server} | {row.BytesPerMessage:0.000} |");
            if (row.Server.StartsWith("uring", StringComparison.Ordinal))
            {
                report.Gates.Add(new($"{row.Server} allocates nothing per message (below {NoAllocation} B)", row.BytesPerMessage, NoAllocation));
            }
        }

        report.Add(text.ToString(), rows);
        return report;
    }

    static AllocationResult Measure(ServerKind server, BenchOptions options, Cell cell)
    {
        using var process = ServerProcess.Start(server, options, cell);
        // The readings lie inside the load, away from its ends, where connections open and close.
        var margin = TimeSpan.FromSeconds(options.WarmUp);
        var load = Task.Run(() => EchoBench.Load(options, cell, process, options.Seconds + 1, options.WarmUp));
        Thread.Sleep(margin + TimeSpan.FromSeconds(0.5));
        var clock = Stopwatch.StartNew();
        var before = Allocated(process);
        Thread.Sleep(TimeSpan.FromSeconds(options.Seconds));
        var bytes = Allocated(process) - before;
        var seconds = clock.Elapsed.TotalSeconds;
        var sample = load.GetAwaiter().GetResult();
        if (sample.DiscardReason(mustBeBusy: false) is { } reason)
        {
            throw new BenchException($"{server.Name}: {reason}");
        }

        var messages = sample.MessagesPerSecond * seconds;
        return new(server.Name, bytes / messages, bytes, (long)messages);
    }

    static long Allocated(ServerProcess process) => long.Parse(process.Ask("allocated"), CultureInfo.InvariantCulture);

    sealed record AllocationResult(string Server, double BytesPerMessage, long Bytes, long Messages);
}
