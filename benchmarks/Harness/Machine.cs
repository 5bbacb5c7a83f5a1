using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Patchbay.Benchmarks.Harness;

/// <summary>Where and on what the figures were taken: without it a figure says nothing.</summary>
sealed record Machine(
    string Date, string Commit, bool Dirty, string Kernel, string Cpu, int Cores, string DotNet, string CongestionControl, string LoadAverage, int Rounds, double Seconds)
{
    const string CongestionFile = "/proc/sys/net/ipv4/tcp_congestion_control";

    public static Machine Read(BenchOptions options) => new(
        DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        Git(options, "rev-parse", "--short=12", "HEAD"),
        Git(options, "status", "--porcelain", "--untracked-files=no").Length > 0,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown",
        File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal)),
        RuntimeInformation.FrameworkDescription,
        File.ReadAllText(CongestionFile).Trim(),
        File.ReadAllText("/proc/loadavg").Trim(),
        options.Rounds,
        options.Seconds);

    static string Git(BenchOptions options, params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", options.Root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
