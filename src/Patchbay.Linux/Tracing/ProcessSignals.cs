using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>Signals to processes, and whose terminal it is. Thread-safe.</summary>
public static partial class ProcessSignals
{
    /// <summary>kill(2): 0, or minus the errno (ESRCH: it is gone).</summary>
    public static int Send(int process, int signal) => kill(process, signal) == 0 ? 0 : -Marshal.GetLastPInvokeError();

    /// <summary>This process is in the foreground of its terminal: what is typed there as Ctrl-C reaches it, and all of its group (credentials(7)).</summary>
    public static bool IsInForeground() => OperatingSystem.IsLinux() && Foreground() is > 0 and var group && group == getpgrp();

    static int Foreground()
    {
        // /dev/tty is the controlling terminal, whatever stdin is.
        try
        {
            using var terminal = File.OpenHandle("/dev/tty");
            return tcgetpgrp((int)terminal.DangerousGetHandle());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc")]
    private static partial int getpgrp();

    [LibraryImport("libc")]
    private static partial int tcgetpgrp(int descriptor);
}
