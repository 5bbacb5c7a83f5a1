using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>The flags of descriptors, and new pipes. Thread-safe.</summary>
public static unsafe partial class DescriptorFlags
{
    const int F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_DUPFD_CLOEXEC = 1030;
    const int FD_CLOEXEC = 1;
    const int O_NONBLOCK = 0x800;
    const int O_CLOEXEC = 0x80000;
    const int CLOSE_RANGE_CLOEXEC = 4;

    /// <summary>The descriptor closes when this process becomes another program.</summary>
    public static void SetCloseOnExec(int descriptor) => _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC);

    /// <summary>Every descriptor from <paramref name="first"/> on closes in the programs we start (close_range(2), Linux 5.11; nothing before).</summary>
    public static void SetCloseOnExecFrom(int first) => _ = syscall(436, first, -1, CLOSE_RANGE_CLOEXEC);

    /// <summary>Reads and writes return at once with EAGAIN instead of waiting.</summary>
    public static void SetNonBlocking(int descriptor) => _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL, 0) | O_NONBLOCK);

    /// <summary>What an open descriptor was opened for.</summary>
    public static FileAccess AccessOf(int descriptor) => (fcntl(descriptor, F_GETFL, 0) & 3) switch
    {
        0 => FileAccess.Read,
        1 => FileAccess.Write,
        _ => FileAccess.ReadWrite,
    };

    /// <summary>Another descriptor of the same open file, closed on exec.</summary>
    /// <exception cref="IOException">There is no such descriptor, or no free one.</exception>
    public static int Duplicate(int descriptor) =>
        fcntl(descriptor, F_DUPFD_CLOEXEC, 3) is >= 0 and var copy ? copy : throw new IOException($"Duplicating descriptor {descriptor} failed: {Errno.Describe(Marshal.GetLastPInvokeError())}.");

    /// <summary>pipe2(2), both ends closed on exec.</summary>
    /// <exception cref="IOException">The process has no free descriptors.</exception>
    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        return pipe2(ends, O_CLOEXEC) == 0 ? (ends[0], ends[1]) : throw new IOException($"pipe2 failed: {Errno.Describe(Marshal.GetLastPInvokeError())}.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint last, nint flags);
}
