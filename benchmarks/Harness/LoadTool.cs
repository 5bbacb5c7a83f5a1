using System.Globalization;
using System.Text.Json;

namespace Patchbay.Benchmarks.Harness;

/// <summary>Runs one of our load generators on the client core; it measures the server meanwhile.</summary>
static class LoadTool
{
    // A new connection's first moments (slow start, receive-window growth) are not what is measured.
    public const double SettleSeconds = 0.3;

    public static Sample Run(BenchOptions options, string program, Cell cell, ServerProcess server, double seconds, double settle)
    {
        List<string> command =
        [
            Path.Combine(options.Tools, program), "--port", $"{server.Port}", "--connections", $"{cell.Connections}", "--bytes", $"{cell.Bytes}",
            "--depth", $"{cell.Depth}", "--seconds", Text(seconds), "--warmup", Text(settle), "--server-pid", $"{server.Id}",
            "--server-core", $"{BenchOptions.ServerCore}", "--client-core", $"{BenchOptions.ClientCore}",
        ];
        if (cell.Segmented)
        {
            command.Add("--segment");
        }

        return JsonSerializer.Deserialize<Sample>(Tool.Run(BenchOptions.ClientCore, command), Report.Json) ?? throw new BenchException($"{program} printed nothing.");
    }

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
