using System.Globalization;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench echo</c>: every server in every cell, the rounds interleaved so that a slow moment of the machine strikes all alike.</summary>
static class EchoBench
{
    public static Report Run(BenchOptions options)
    {
        var report = new Report("echo", Machine.Read(options));
        var cells = options.Cells?.Select(Cell.Parse).ToList() ?? Cell.All;
        var servers = ServerKind.C.Concat(ServerKind.DotNet("echo")).Where(options.WantsServer).ToList();
        foreach (var cell in cells)
        {
            RunCell(options, cell, servers, report);
        }

        return report;
    }

    static void RunCell(BenchOptions options, Cell cell, IReadOnlyList<ServerKind> servers, Report report)
    {
        Console.Error.WriteLine($"{cell.Title}");
        using var running = RunningServers.Start(options, cell, servers, report);
        foreach (var (_, process) in running)
        {
            WarmUp.Run(options.WarmUp, seconds => Load(options, cell, process, seconds, settle: 0));
        }

        var all = Interleaved.Run(options, running, cell.Name, mustBeBusy: cell.Connections > 1, process => Load(options, cell, process, options.Seconds, LoadTool.SettleSeconds), Line);
        report.Add(EchoTable.Make(cell, all), all);
        report.Gates.AddRange(EchoGates.For(cell, all));
    }

    static string Line(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Cost,8:0.000} µs/message {sample.MessagesPerSecond,11:0} messages/s");

    public static Sample Load(BenchOptions options, Cell cell, ServerProcess server, double seconds, double settle) =>
        LoadTool.Run(options, "echo_load", cell, server, seconds, settle);
}
