using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench sockets</c>: CPU time to list 50,000 TCP sockets, beside ss.</summary>
static class SocketsBench
{
    const int Connections = 25_000;
    const int Holders = 5;
    const double MostMegabytes = 48;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Report Run(BenchOptions options)
    {
        var report = new Report("sockets", Machine.Read(options));
        var ours = Path.Combine(options.Root, ".build", "current", "patchbay");
        var commands = new Dictionary<string, string[]>
        {
            // An empty table: what starting costs.
            ["ss start"] = ["ss", "-0an"],
            ["ours start"] = [ours, "sockets", "-0", "--bare"],
            ["ss"] = ["ss", "-tan"],
            ["ours"] = [ours, "sockets", "-t", "--bare"],
            ["ss info"] = ["ss", "-tani"],
            ["ours info"] = [ours, "sockets", "-t", "--bare", "--tcp-info"],
            ["ss owners"] = ["ss", "-tanp"],
            ["ours owners"] = [ours, "sockets", "-t"],
            ["ours json"] = [ours, "sockets", "-t", "--bare", "--json"],
        };
        var runs = Measure(options, commands);
        var results = commands.Keys.Select(name => Median(name, [.. runs.Where(run => run.Name == name)])).ToList();
        var text = new StringBuilder($"{Connections * 2} TCP sockets and {Holders} listeners, held by {Holders} processes. CPU time of the whole command, and its peak memory.\n\n| command | CPU ms | peak MiB | × ss |\n|---|---:|---:|---:|\n");
        foreach (var one in results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| `{string.Join(' ', commands[one.Name].Select(Path.GetFileName))}` | {one.Cpu * 1000:0} | {one.Megabytes:0.0} | {Peer(one, results):0.00} |");
        }

        report.Add(text.ToString(), results);
        AddGates(report, name => results.Single(one => one.Name == name));
        return report;
    }

    static void AddGates(Report report, Func<string, SocketsResult> of)
    {
        report.Gates.Add(new("bare listing ≤ 1.5 × ss -tan, start-up counted", of("ours").Cpu / of("ss").Cpu, 1.5));
        report.Gates.Add(new("bare listing ≤ 0.7 × ss -tan, without start-up", (of("ours").Cpu - of("ours start").Cpu) / (of("ss").Cpu - of("ss start").Cpu), 0.7));
        report.Gates.Add(new("with TCP information ≤ 0.8 × ss -tani", of("ours info").Cpu / of("ss info").Cpu, 0.8));
        report.Gates.Add(new("with owners ≤ 0.5 × ss -tanp", of("ours owners").Cpu / of("ss owners").Cpu, 0.5));
        report.Gates.Add(new("--json ≤ 1.3 × the bare listing", of("ours json").Cpu / of("ours").Cpu, 1.3));
        foreach (var name in new[] { "ours", "ours info", "ours owners", "ours json" })
        {
            report.Gates.Add(new($"{name}: peak memory ≤ {MostMegabytes:0} MiB", of(name).Megabytes, MostMegabytes));
        }
    }

    static List<SocketsRun> Measure(BenchOptions options, Dictionary<string, string[]> commands)
    {
        using var process = Process.Start(new ProcessStartInfo("taskset", ["-c", $"{BenchOptions.ServerCore}", "python3", Path.Combine(options.Root, "benchmarks", "load", "sockets_cpu.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new BenchException("python3 does not start.");
        process.StandardInput.Write(JsonSerializer.Serialize(new { Connections, Holders, options.Rounds, commands }, Json));
        process.StandardInput.Close();
        var runs = new List<SocketsRun>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var run = JsonSerializer.Deserialize<SocketsRun>(line, Json)!;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {run.Name,-12} {run.Cpu * 1000,7:0} ms {run.PeakKib / 1024.0,7:0.0} MiB {run.Lines,8} lines"));
            runs.Add(run);
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? runs : throw new BenchException($"the sockets could not be held: python3 ended with code {process.ExitCode}.");
    }

    // A list that is not whole, or that failed, is no figure.
    static SocketsResult Median(string name, List<SocketsRun> runs)
    {
        if (runs.FirstOrDefault(run => run.Status != 0 || (!name.EndsWith("start", StringComparison.Ordinal) && run.Lines < Connections * 2)) is { } bad)
        {
            throw new BenchException($"{name} listed {bad.Lines} sockets and ended with status {bad.Status}.");
        }

        return new(name, Statistics.Median([.. runs.Select(static run => run.Cpu)]), Statistics.Median([.. runs.Select(static run => run.PeakKib / 1024.0)]));
    }

    static double Peer(SocketsResult one, List<SocketsResult> all) =>
        one.Cpu / all.Single(other => other.Name == one.Name.Replace("ours json", "ours", StringComparison.Ordinal).Replace("ours", "ss", StringComparison.Ordinal)).Cpu;
}
