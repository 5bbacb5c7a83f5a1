using System.Globalization;
using System.Text.Json;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench echo</c>: every server in every cell, the rounds interleaved so that a slow moment of the machine strikes all alike.</summary>
static class EchoBench
{
    // A new connection's first moments (slow start, receive-window growth) are not what is measured.
    const double SettleSeconds = 0.3;

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

        var all = Interleaved.Run(options, running, cell.Name, mustBeBusy: cell.Connections > 1, process => Load(options, cell, process, options.Seconds, SettleSeconds), Line);
        report.Add(EchoTable.Make(cell, all), all);
        report.Gates.AddRange(EchoGates.For(cell, all));
    }

    static string Line(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Cost,8:0.000} µs/message {sample.MessagesPerSecond,11:0} messages/s");

    public static Sample Load(BenchOptions options, Cell cell, ServerProcess server, double seconds, double settle)
    {
        var output = Tool.Run(BenchOptions.ClientCore,
        [
            Path.Combine(options.Tools, "echo_load"), "--port", $"{server.Port}", "--connections", $"{cell.Connections}", "--bytes", $"{cell.Bytes}",
            "--depth", $"{cell.Depth}", "--seconds", Text(seconds), "--warmup", Text(settle), "--server-pid", $"{server.Id}",
            "--server-core", $"{BenchOptions.ServerCore}", "--client-core", $"{BenchOptions.ClientCore}",
        ]);
        return JsonSerializer.Deserialize<Sample>(output, Report.Json) ?? throw new BenchException("echo_load printed nothing.");
    }

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
