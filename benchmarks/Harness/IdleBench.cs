using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary>
/// <c>./bench idle</c>: what an idle connection costs in memory: the slope of resident memory between 1,000 and 9,000 connections, each of which echoed
/// one message, after a collection. A slope, so that the runtime's own size does not count.
/// </summary>
static class IdleBench
{
    const int Few = 1_000, Many = 9_000;
    const double OursOverKestrel = 0.5;

    public static Report Run(BenchOptions options)
    {
        var report = new Report("idle", Machine.Read(options));
        var rows = new List<IdleResult>();
        foreach (var server in ServerKind.DotNet("echo").Where(options.WantsServer))
        {
            var slopes = new List<double>();
            for (var round = 0; round < Math.Min(options.Rounds, 3); round++)
            {
                try
                {
                    slopes.Add(Slope(server, options));
                }
                catch (BenchException error)
                {
                    report.Note(error.Message);
                    break;
                }
            }

            if (slopes.Count > 0)
            {
                rows.Add(new(server.Name, slopes.Order().ElementAt(slopes.Count / 2), slopes));
            }
        }

        report.Add(Table(rows), rows);
        var stock = rows.FirstOrDefault(row => row.Server == "kestrel");

        // The portable engine's connection is for the most part System.Net.Sockets' own objects, as stock Kestrel's is: a figure, no bound.
        foreach (var ours in rows.Where(row => row.Server.StartsWith("uring", StringComparison.Ordinal)))
        {
            report.Gates.Add(new($"memory per idle connection: {ours.Server} ≤ {OursOverKestrel:0.00} × kestrel", ours.BytesPerConnection / stock?.BytesPerConnection, OursOverKestrel));
        }

        return report;
    }

    static double Slope(ServerKind server, BenchOptions options)
    {
        using var process = ServerProcess.Start(server, options, new Cell(Many, 64, 1));
        using var client = Tool.Start(BenchOptions.ClientCore, [Path.Combine(options.Tools, "idle_hold"), "--port", $"{process.Port}"], start => start.RedirectStandardInput = true);
        var few = Hold(client, process, Few);
        var many = Hold(client, process, Many);
        client.StandardInput.Close();
        client.WaitForExit();
        var slope = (double)(many - few) / (Many - Few);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {server.Name,-15} {few / 1048576.0:0.0} MiB at {Few}, {many / 1048576.0:0.0} MiB at {Many}: {slope:0} B a connection"));
        return slope;
    }

    static long Hold(Process client, ServerProcess server, int connections)
    {
        client.StandardInput.WriteLine($"open {connections}");
        client.StandardInput.Flush();
        if (client.StandardOutput.ReadLine() != $"held {connections}")
        {
            throw new BenchException($"{connections} connections could not be opened (descriptor limit?).");
        }

        server.Ask("collect");
        return server.ResidentBytes();
    }

    static string Table(IReadOnlyList<IdleResult> rows)
    {
        var stock = rows.FirstOrDefault(row => row.Server == "kestrel");
        var text = new StringBuilder().AppendLine("| server | bytes per idle connection | / Kestrel |").AppendLine("|---|---:|---:|");
        foreach (var row in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Server} | {row.BytesPerConnection:0} | {row.BytesPerConnection / stock?.BytesPerConnection:0.00} |");
        }

        return text.ToString();
    }

    sealed record IdleResult(string Server, double BytesPerConnection, IReadOnlyList<double> Rounds);
}
