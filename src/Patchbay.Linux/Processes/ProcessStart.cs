using System.Diagnostics;
using System.Globalization;

namespace Patchbay.Linux;

/// <summary>When a process started: together with its pid it names one process for the time the machine is up. Thread-safe.</summary>
public static class ProcessStart
{
    // Fields after the name, which is the second and may hold anything; starttime is the 22nd (proc_pid_stat(5)).
    const int StartTimeAfterName = 22 - 3;

    /// <summary>Clock ticks after boot on Linux, some other fixed number elsewhere; null when there is no such process.</summary>
    public static ulong? Find(int pid)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(pid);
                return (ulong)process.StartTime.ToUniversalTime().Ticks;
            }

            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return ulong.Parse(fields[StartTimeAfterName], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
