using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench rpc</c>: what one call of <c>sum</c> costs: ours in both framings, beside vscode-jsonrpc on Node and a POST of ASP.NET Core.</summary>
static class RpcBench
{
    const string Request = """{"jsonrpc":"2.0","method":"sum","params":{"a":40,"b":2},"id":##}""";
    const string Answer = """{"jsonrpc":"2.0","result":42,"id":##}""";
    const string NodesAnswer = """{"jsonrpc":"2.0","id":##,"result":42}""";
    // ASP.NET Core sends JSON in chunks (RFC 9112 section 7.1).
    const string LastChunk = "\r\n0\r\n\r\n";
    const int RequestBytes = 65;

    static readonly IReadOnlyList<Cell> Cells = [new(1, RequestBytes, 32), new(64, RequestBytes, 1), new(64, RequestBytes, 16)];

    public static Report Run(BenchOptions options)
    {
        var report = new Report("rpc", Machine.Read(options));
        foreach (var cell in options.Cells?.Select(Cell.Parse).ToList() ?? Cells)
        {
            RunCell(options, cell, report);
        }

        return report;
    }

    /// <summary>The servers, each with what is sent to it and how its answers end.</summary>
    static IEnumerable<(ServerKind Server, string Request, string Answer)> Servers(BenchOptions options)
    {
        var headers = $"Content-Length: {Request.Length}\r\n\r\n{Request}";
        var post = $"POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {Request.Length}\r\n\r\n{Request}";
        var node = new ServerKind("vscode-jsonrpc", "node", static (options, _) => ["node", Path.Combine(options.Root, "benchmarks/peers/jsonrpc-peer/server.mjs")]);
        var kestrel = ServerKind.DotNet("rpc").First(server => server.Family == "kestrel") with { Name = "aspnet-post" };
        return
        [
            (node, headers, NodesAnswer), (kestrel, post, Answer + LastChunk),
            .. ServerKind.OurEngines("rpc").SelectMany(engine => new[] { (engine, headers, Answer), (engine with { Name = engine.Name + "-lines" }, Request + "\n", Answer + "\n") }),
        ];
    }

    static void RunCell(BenchOptions options, Cell cell, Report report)
    {
        Console.Error.WriteLine(Title(cell));
        var all = Servers(options).Where(one => options.WantsServer(one.Server)).ToList();
        var texts = all.ToDictionary(one => one.Server.Name, one => (one.Request, one.Answer));
        using var running = RunningServers.Start(options, cell, all.Select(static one => one.Server), report);
        var names = running.ToDictionary(static one => one.Process, static one => one.Server.Name);
        foreach (var (_, process) in running)
        {
            WarmUp.Run(options.WarmUp, seconds => Load(process, seconds, settle: 0));
        }

        // One connection waits for its client between two bursts.
        var series = Interleaved.Run(options, running, cell.Name, mustBeBusy: cell.Connections > 1, process => Load(process, options.Seconds, LoadTool.SettleSeconds), Line);
        report.Add(Table(cell, series), series);

        Sample Load(ServerProcess process, double seconds, double settle)
        {
            var (request, answer) = texts[names[process]];
            var output = Tool.Run(BenchOptions.ClientCore,
            [
                Path.Combine(options.Tools, "call_load"), "--port", $"{process.Port}", "--request", request, "--answer", answer, "--connections", $"{cell.Connections}", "--depth", $"{cell.Depth}",
                "--seconds", Text(seconds), "--warmup", Text(settle), "--server-pid", $"{process.Id}", "--server-core", $"{BenchOptions.ServerCore}", "--client-core", $"{BenchOptions.ClientCore}",
            ]);
            return JsonSerializer.Deserialize<Sample>(output, Report.Json) ?? throw new BenchException("call_load printed nothing.");
        }
    }

    static string Title(Cell cell) => $"{cell.Connections} connection{(cell.Connections == 1 ? "" : "s")}, {cell.Depth} call{(cell.Depth == 1 ? "" : "s")} in flight on each";

    static string Line(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Cost,8:0.00} µs/call {sample.MessagesPerSecond,9:0} calls/s");

    static string Table(Cell cell, IReadOnlyList<Series> all)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {cell.Name}: {Title(cell)}").AppendLine();
        text.AppendLine("| server | CPU-µs/call | calls/s | p50 µs | p99 µs | server core | samples | cost / vscode-jsonrpc | cost / aspnet-post |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var s in all)
        {
            text.AppendLine(s.Counts
                ? string.Create(CultureInfo.InvariantCulture, $"| {s.Server} | {s.Cost:0.00} | {s.Median(x => x.MessagesPerSecond):0} | {s.Median(x => x.P50):0} | {s.Median(x => x.P99):0} | {s.Median(x => x.ServerCoreBusy):P0} | {s.Kept} | {EchoGates.Ratio(all, s.Server, "node"):0.00} | {EchoGates.Ratio(all, s.Server, "kestrel"):0.00} |")
                : $"| {s.Server} | discarded: {s.DiscardReason} | | | | | | | |");
        }

        return text.ToString();
    }

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
