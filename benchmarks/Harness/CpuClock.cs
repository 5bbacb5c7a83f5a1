using System.Globalization;
using System.Runtime.InteropServices;

namespace Patchbay.Benchmarks.Harness;

/// <summary>What processes and cores have used so far.</summary>
static partial class CpuClock
{
    /// <summary>CPU seconds of a process, all threads, to the nanosecond: clock_getcpuclockid(3). /proc/PID/stat counts ticks of 10 ms.</summary>
    public static double ProcessSeconds(int process)
    {
        var error = clock_getcpuclockid(process, out var clock);
        return error == 0 && clock_gettime(clock, out var time) == 0
            ? time.Seconds + (time.Nanoseconds * 1e-9)
            : throw new BenchException($"process {process} has no CPU clock: it ended.");
    }

    /// <summary>Ticks a core was busy, and all its ticks (proc(5)).</summary>
    public static (double Busy, double Total) Core(int core)
    {
        var name = $"cpu{core} ";
        var ticks = File.ReadLines("/proc/stat").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        const int Idle = 3, IoWait = 4;
        return (ticks.Sum() - ticks[Idle] - ticks[IoWait], ticks.Sum());
    }

    public static double BusyShare((double Busy, double Total) from, (double Busy, double Total) to) =>
        to.Total > from.Total ? (to.Busy - from.Busy) / (to.Total - from.Total) : 0;

    [StructLayout(LayoutKind.Sequential)]
    struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_getcpuclockid(int process, out int clock);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);
}
