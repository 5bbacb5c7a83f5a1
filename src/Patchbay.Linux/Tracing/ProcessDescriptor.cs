using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// A descriptor of a process (pidfd_open(2), Linux 5.3), by which descriptors of that process are borrowed (pidfd_getfd(2), Linux 5.6; needs the rights of ptrace). The number of the
/// process cannot come to mean another one while it is open. Not thread-safe.
/// </summary>
public sealed partial class ProcessDescriptor : IDisposable
{
    // The same numbers on every architecture.
    const int PidfdOpen = 434;
    const int PidfdGetfd = 438;

    int _number;

    ProcessDescriptor(int number) => _number = number;

    /// <summary>Null and the errno when there is no such process or no free descriptor.</summary>
    public static ProcessDescriptor? TryOpen(int process, out int errno)
    {
        var number = (int)syscall(PidfdOpen, process, 0, 0);
        errno = number >= 0 ? 0 : Marshal.GetLastPInvokeError();
        return number >= 0 ? new ProcessDescriptor(number) : null;
    }

    /// <summary>A descriptor of ours to the same open file, closed on exec: the caller closes it, soon, since the file stays open as long. Minus the errno when there is none.</summary>
    public int Borrow(int descriptor) => (int)syscall(PidfdGetfd, _number, descriptor, 0) is >= 0 and var borrowed ? borrowed : -Marshal.GetLastPInvokeError();

    /// <summary>close(2).</summary>
    public void Dispose()
    {
        if (_number >= 0)
        {
            SocketCalls.Close(_number);
            _number = -1;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third);
}
