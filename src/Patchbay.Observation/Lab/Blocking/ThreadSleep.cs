using System.Globalization;

namespace Patchbay.Observation;

/// <summary>A thread of this process that sleeps in the kernel (proc_pid_stat(5), proc_pid_wchan(5)).</summary>
/// <param name="Function">The kernel's function it sleeps in; null where that is not told.</param>
sealed record ThreadSleep(string? Function)
{
    /// <summary>It waits for another thread of the program, and not for the kernel.</summary>
    public bool IsInLock => Function?.StartsWith("futex", StringComparison.Ordinal) == true;

    /// <summary>Null when the thread runs, is gone, or cannot be looked at.</summary>
    public static ThreadSleep? Of(int thread)
    {
        var folder = string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/");
        try
        {
            return Parse(File.ReadAllText(folder + "stat"), File.ReadAllText(folder + "wchan"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The state stands behind the name, which may contain spaces and parentheses.</summary>
    internal static ThreadSleep? Parse(string stat, string wchan) =>
        stat.LastIndexOf(')') is > 0 and var end && end + 2 < stat.Length && stat[end + 2] == 'S' ? new(wchan is "" or "0" ? null : wchan) : null;
}
