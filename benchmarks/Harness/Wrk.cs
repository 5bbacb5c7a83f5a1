using System.Globalization;
using System.Text.RegularExpressions;

namespace Patchbay.Benchmarks.Harness;

/// <summary>Runs wrk on the client core and measures the server meanwhile.</summary>
static partial class Wrk
{
    public static Sample Load(BenchOptions options, HttpCell cell, int serverProcess, int port, double seconds)
    {
        // wrk takes whole seconds only.
        var duration = Math.Max(1, (int)Math.Round(seconds));
        List<string> command = ["wrk", "-t1", $"-c{cell.Connections}", $"-d{duration}s", "--latency"];
        if (cell.Pipelined)
        {
            command.AddRange(["-s", Path.Combine(options.Root, "benchmarks/load/pipeline.lua")]);
        }

        command.Add($"http://127.0.0.1:{port}{cell.Path}");
        var (cpu, serverCore, clientCore) = (CpuClock.ProcessSeconds(serverProcess), CpuClock.Core(BenchOptions.ServerCore), CpuClock.Core(BenchOptions.ClientCore));
        var output = Tool.Run(BenchOptions.ClientCore, command);
        var server = CpuClock.ProcessSeconds(serverProcess) - cpu;
        var total = Total().Match(output);
        if (!total.Success)
        {
            throw new BenchException($"wrk printed no total:\n{output}");
        }

        var count = long.Parse(total.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var elapsed = Duration(total.Groups[2].Value);
        return new()
        {
            Messages = count,
            Seconds = elapsed,
            MessagesPerSecond = count / elapsed,
            P50 = Percentile(output, "50%"),
            P99 = Percentile(output, "99%"),
            P999 = double.NaN,
            ServerCpuSeconds = server,
            ServerCoreBusy = CpuClock.BusyShare(serverCore, CpuClock.Core(BenchOptions.ServerCore)),
            ClientCoreBusy = CpuClock.BusyShare(clientCore, CpuClock.Core(BenchOptions.ClientCore)),
            // What wrk itself used is gone with its process; its core ran little else.
            ClientCpuSeconds = CpuClock.BusyShare(clientCore, CpuClock.Core(BenchOptions.ClientCore)) * elapsed,
            Errors = Bad().Matches(output).Sum(match => match.Groups.Values.Skip(1).Where(group => group.Success).Sum(group => long.Parse(group.ValueSpan, CultureInfo.InvariantCulture))),
        };
    }

    static double Percentile(string output, string name)
    {
        var line = output.Split('\n').FirstOrDefault(text => text.TrimStart().StartsWith(name, StringComparison.Ordinal));
        return line is null ? double.NaN : Duration(line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1e6;
    }

    /// <summary>Seconds of <c>12.3us</c>, <c>4.5ms</c>, <c>2.00s</c> or <c>1.00m</c>.</summary>
    static double Duration(string text)
    {
        var unit = text.TrimStart([.. "0123456789."]);
        var value = double.Parse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture);
        return value * unit switch { "us" => 1e-6, "ms" => 1e-3, "m" => 60, _ => 1 };
    }

    [GeneratedRegex(@"(\d+) requests in ([\d.]+\w+)")]
    private static partial Regex Total();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)|Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex Bad();
}
