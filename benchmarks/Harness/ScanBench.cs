using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Patchbay.Benchmarks.Harness;

/// <summary><c>./bench scan</c>: whole runs of port scanners, start-up counted, beside nmap and masscan.</summary>
static class ScanBench
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Report Run(BenchOptions options)
    {
        var report = new Report("scan", Machine.Read(options));
        var cells = Cells(Path.Combine(options.Root, ".build", "current", "patchbay")).Where(cell => options.Cells?.Contains(cell.Key) ?? cell.Key != "silent").ToDictionary();
        var runs = Measure(options, cells);
        var text = new StringBuilder("Wall and CPU time of the whole process, in milliseconds; probes a second over veth, repeats and resets included.\n\n| cell | scanner | wall ms | CPU ms | packets/s |\n|---|---|---:|---:|---:|\n");
        foreach (var group in runs.GroupBy(static run => (run.Cell, run.Name)))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key.Cell} | {group.Key.Name} | {Median(group, static run => run.Wall) * 1000:0} | {Median(group, static run => run.Cpu) * 1000:0} | {Median(group, static run => run.Packets / run.Wall):0} |");
        }

        report.Add(text.ToString(), runs);
        foreach (var cell in cells.Keys)
        {
            if (cell == "rate")
            {
                report.Gates.Add(new("SYN send rate ≥ masscan's", Ratio(cell, "masscan", static run => run.Packets / run.Wall), 1, AtLeast: true));
                continue;
            }

            report.Gates.Add(new($"{cell}: wall time of nmap's", Ratio(cell, "nmap", static run => run.Wall), cell == "silent" ? 0.7 : cell.EndsWith("syn", StringComparison.Ordinal) ? 0.5 : 0.6));
            if (cell.EndsWith("connect", StringComparison.Ordinal))
            {
                report.Gates.Add(new($"{cell}: CPU time of nmap's", Ratio(cell, "nmap", static run => run.Cpu), 0.6));
            }
        }

        return report;

        double Ratio(string cell, string peer, Func<ScanRunResult, double> of) => Median(runs.Where(run => run.Cell == cell && run.Name == "ours"), of) / Median(runs.Where(run => run.Cell == cell && run.Name == peer), of);
    }

    // "silent" takes nmap many minutes: it runs only when it is asked for.
    static Dictionary<string, Dictionary<string, string[]>> Cells(string ours) => new()
    {
        ["lo-connect"] = Pair(ours, "127.0.0.1", "connect", "-sT", "1-65535"),
        ["lo-syn"] = Pair(ours, "127.0.0.1", "syn", "-sS", "1-65535"),
        ["veth-connect"] = Pair(ours, "10.99.0.2", "connect", "-sT", "1-65535"),
        ["veth-syn"] = Pair(ours, "10.99.0.2", "syn", "-sS", "1-65535"),
        ["silent"] = Pair(ours, "10.98.0.0/24", "connect", "-sT", "1-100"),
        ["rate"] = new()
        {
            ["ours"] = [ours, "scan", "10.98.0.0-10.98.0.15", "-p", "1-65535", "--method", "syn", "--no-discovery"],
            ["masscan"] = ["masscan", "10.98.0.0-10.98.0.15", "-p", "1-65535", "--rate", "10000000", "--wait", "0"],
        },
    };

    static Dictionary<string, string[]> Pair(string ours, string target, string method, string nmap, string ports) => new()
    {
        ["ours"] = [ours, "scan", target, "-p", ports, "--method", method, "--no-discovery"],
        ["nmap"] = ["nmap", "-n", "-Pn", nmap, "-p", ports, target],
    };

    static double Median(IEnumerable<ScanRunResult> runs, Func<ScanRunResult, double> of) => Statistics.Median(runs.Select(of));

    static List<ScanRunResult> Measure(BenchOptions options, Dictionary<string, Dictionary<string, string[]>> cells)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(options.Root, "benchmarks", "load", "scan_runs.py")]) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new BenchException("python3 does not start.");
        process.StandardInput.Write(JsonSerializer.Serialize(new { options.Rounds, cells }, Json));
        process.StandardInput.Close();
        var runs = new List<ScanRunResult>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var run = JsonSerializer.Deserialize<ScanRunResult>(line, Json)!;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {run.Cell,-14} {run.Name,-8} {run.Wall * 1000,8:0} ms {run.Cpu * 1000,7:0} ms CPU {run.Packets,9} packets"));
            if (run.Status != 0)
            {
                throw new BenchException($"{run.Name} failed in {run.Cell}: {string.Join(' ', cells[run.Cell][run.Name])}.");
            }

            runs.Add(run);
        }

        process.WaitForExit();
        return process.ExitCode == 0 ? runs : throw new BenchException($"the network could not be made: python3 ended with code {process.ExitCode}.");
    }
}
