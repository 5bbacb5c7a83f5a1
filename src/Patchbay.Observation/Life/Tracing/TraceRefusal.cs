using System.Globalization;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>Why the kernel does not let a process be traced (ptrace(2), "Ptrace access mode checking").</summary>
static class TraceRefusal
{
    const string Scope = "/proc/sys/kernel/yama/ptrace_scope";

    public static ObservationException Explain(int errno, int process) => Explain(errno, process, Yama());

    /// <param name="errno">What ptrace(2) said.</param>
    /// <param name="process">Of which process.</param>
    /// <param name="yama">kernel.yama.ptrace_scope; 0 where it restricts nothing.</param>
    internal static ObservationException Explain(int errno, int process, int yama)
    {
        if (errno == 3)
        {
            return new(ObservationFailure.NotFound, string.Create(CultureInfo.InvariantCulture, $"there is no process {process}"));
        }

        var what = string.Create(CultureInfo.InvariantCulture, $"process {process} may not be watched");
        if (StatusOf(process, "TracerPid") is > 0 and var other)
        {
            return new(ObservationFailure.Denied, string.Create(CultureInfo.InvariantCulture, $"{what}: process {other} traces it already"), "A debugger or strace; only one can.");
        }

        if (StatusOf(process, "Uid") is { } owner && StatusOf(Environment.ProcessId, "Uid") is { } own && owner != own && own != 0)
        {
            return new(ObservationFailure.Denied, $"{what}: it is another user's", "Root may.");
        }

        return yama switch
        {
            1 => new(ObservationFailure.Denied, $"{what}: this system permits it for one's own children only (Yama)",
                $"Start the program with `life -- COMMAND`, run this as root, or set {Scope} to 0."),
            2 => new(ObservationFailure.Denied, $"{what}: this system permits it to administrators only (Yama)", $"Run this as root, or set {Scope} to 0."),
            3 => new(ObservationFailure.Denied, $"{what}: this system permits it to nobody (Yama)", $"{Scope} is 3 until the next start."),
            _ => new(ObservationFailure.Denied, $"{what}: {Errno.Describe(errno)}", "A sandbox forbids ptrace, or the process has rights that we have not; try as root, outside of the container."),
        };
    }

    /// <summary>The first number of a line of /proc/PID/status (proc_pid_status(5)); null when it is not there.</summary>
    public static int? StatusOf(int process, string field)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status")).FirstOrDefault(line => line.StartsWith(field + ":", StringComparison.Ordinal));
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var number, ..] && int.TryParse(number, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    static int Yama() => File.Exists(Scope) && int.TryParse(File.ReadAllText(Scope), CultureInfo.InvariantCulture, out var scope) ? scope : 0;
}
