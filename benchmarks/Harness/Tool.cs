using System.Diagnostics;

namespace Patchbay.Benchmarks.Harness;

/// <summary>Starts programs pinned to a core.</summary>
static class Tool
{
    public static Process Start(int core, IReadOnlyList<string> command, Action<ProcessStartInfo>? configure = null)
    {
        var start = new ProcessStartInfo("taskset", ["-c", $"{core}", .. command]) { RedirectStandardOutput = true, UseShellExecute = false };
        configure?.Invoke(start);
        return Process.Start(start) ?? throw new BenchException($"{command[0]} does not start.");
    }

    /// <summary>Runs to the end and returns stdout.</summary>
    /// <exception cref="BenchException">It ended with another code than 0.</exception>
    public static string Run(int core, IReadOnlyList<string> command)
    {
        using var process = Start(core, command);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new BenchException($"{Path.GetFileName(command[0])} ended with code {process.ExitCode}.");
    }
}
