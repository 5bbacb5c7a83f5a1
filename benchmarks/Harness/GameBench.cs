using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Patchbay.Benchmarks.Harness;

/// <summary>
/// <c>./bench game</c>: what a message of 64 bytes costs a server that sends it back over the game's transport, encrypted, beside ENet, which does not encrypt; then the
/// game's tick with 200 players.
/// </summary>
static class GameBench
{
    const int Clients = 64, Bytes = 64, Players = 200;
    const double OursOverEnet = 0.5;

    static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    public static Report Run(BenchOptions options)
    {
        var report = new Report("game", Machine.Read(options));
        foreach (var channel in new[] { "unreliable", "reliable" })
        {
            Echo(options, report, channel);
        }

        Ticks(options, report);
        return report;
    }

    static void Echo(BenchOptions options, Report report, string channel)
    {
        var cell = new Cell(Clients, Bytes, 1);
        IEnumerable<ServerKind> servers = [new("enet", "enet", static (options, _) => [Path.Combine(options.Tools, "enet_echo"), "serve"]), .. ServerKind.OurEngines("game")];
        using var running = RunningServers.Start(options, cell, servers.Where(options.WantsServer), report);
        var results = running.ToDictionary(static one => one.Server.Name, static _ => new List<GameSample>());
        foreach (var (server, process) in running)
        {
            Load(options, server, process, channel, options.WarmUp);
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var (server, process) in running)
            {
                var sample = Load(options, server, process, channel, options.Seconds);
                results[server.Name].Add(sample);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {channel,-10} {server.Name,-13} {sample.Cost,8:0.00} µs/message {sample.PerSecond,9:0} messages/s {sample.Wrong} wrong"));
            }
        }

        report.Add(Table(channel, results), results.Select(result => new { channel, server = result.Key, samples = result.Value }));
        var enet = Cost(results.GetValueOrDefault("enet"));
        report.Gates.Add(new($"{channel}: messages per CPU-second, best of ours ≥ {OursOverEnet:0.00} × ENet", enet / results.Where(static result => result.Key != "enet").Select(static result => Cost(result.Value)).DefaultIfEmpty(double.NaN).Min(), OursOverEnet, AtLeast: true));
    }

    static GameSample Load(BenchOptions options, ServerKind server, ServerProcess process, string channel, double seconds)
    {
        var number = CultureInfo.InvariantCulture;
        IReadOnlyList<string> command = server.Name == "enet"
            ? [Path.Combine(options.Tools, "enet_echo"), "load"]
            : [ServerKind.Program(options, "PatchbayServer", "patchbay-server"), "game-load"];
        using var load = Tool.Start(BenchOptions.ClientCore, [.. command, process.Port.ToString(number), $"{Clients}", $"{Bytes}", seconds.ToString(number), channel], static start => start.RedirectStandardInput = true);
        Expect(load, "ready");
        var (cpu, time) = (CpuClock.ProcessSeconds(process.Id), Stopwatch.GetTimestamp());
        load.StandardInput.WriteLine();
        load.StandardInput.Flush();
        var words = (load.StandardOutput.ReadLine() ?? throw new BenchException("the load ended early.")).Split(' ');
        return new GameSample(long.Parse(words[0], number), long.Parse(words[1], number), Stopwatch.GetElapsedTime(time).TotalSeconds, CpuClock.ProcessSeconds(process.Id) - cpu);
    }

    // The server keeps the times of half a minute; what came before them, with 200 players who join and code that is compiled, is warm-up.
    static readonly TimeSpan TicksWarmUp = TimeSpan.FromSeconds(10), TicksKept = TimeSpan.FromSeconds(31);

    static void Ticks(BenchOptions options, Report report)
    {
        var text = new StringBuilder("## 200 players over UDP, the server on one core\n\n| server | tick p50 ms | tick p99 ms | late ticks | server core | snapshots | misunderstood |\n|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (var server in ServerKind.OurEngines("game-ticks").Where(options.WantsServer))
        {
            using var process = ServerProcess.Start(server, options, new Cell(Players, Bytes, 1));
            using var bots = Tool.Start(BenchOptions.ClientCore, [ServerKind.Program(options, "PatchbayServer", "patchbay-server"), "game-bots", $"{process.Port}", $"{Players}"], static start => start.RedirectStandardInput = true);
            Expect(bots, "ready");
            var (cpu, time) = (CpuClock.ProcessSeconds(process.Id), Stopwatch.GetTimestamp());
            Thread.Sleep(TicksWarmUp + TicksKept);
            var busy = (CpuClock.ProcessSeconds(process.Id) - cpu) / Stopwatch.GetElapsedTime(time).TotalSeconds;
            var ticks = process.Ask("ticks").Split(' ');
            bots.StandardInput.WriteLine();
            bots.StandardInput.Flush();
            var seen = (bots.StandardOutput.ReadLine() ?? "0 0").Split(' ');
            text.AppendLine(CultureInfo.InvariantCulture, $"| {server.Name} | {ticks[1]} | {ticks[2]} | {ticks[3]} | {busy:P0} | {seen[0]} | {seen[1]} |");
            report.Gates.Add(new($"tick p99 with {Players} players, {server.Name} < 20 ms", double.Parse(ticks[2], CultureInfo.InvariantCulture), 20));
        }

        report.Add(text.ToString(), []);
    }

    static void Expect(Process process, string line)
    {
        var said = process.StandardOutput.ReadLineAsync().WaitAsync(ReadyLimit).GetAwaiter().GetResult();
        if (said != line)
        {
            throw new BenchException($"the load said '{said}' instead of '{line}'.");
        }
    }

    static double Cost(IReadOnlyList<GameSample>? samples) => samples is null ? double.NaN : Statistics.Median(samples.Where(static sample => sample.Wrong == 0).Select(static sample => sample.Cost));

    static string Table(string channel, Dictionary<string, List<GameSample>> results)
    {
        var enet = Cost(results.GetValueOrDefault("enet"));
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"## {channel}: {Clients} clients × {Bytes} B, one on its way").AppendLine();
        text.AppendLine("| server | CPU-µs/message | messages/s | × ENet |").AppendLine("|---|---:|---:|---:|");
        foreach (var (server, samples) in results)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {server} | {Cost(samples):0.00} | {Statistics.Median(samples.Select(static sample => sample.PerSecond)):0} | {enet / Cost(samples):0.00} |");
        }

        return text.ToString();
    }

    sealed record GameSample(long Messages, long Wrong, double Seconds, double ServerCpuSeconds)
    {
        public double Cost => ServerCpuSeconds * 1e6 / Messages;

        public double PerSecond => Messages / Seconds;
    }
}
