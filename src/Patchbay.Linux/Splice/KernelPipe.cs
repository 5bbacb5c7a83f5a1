using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>A pipe that bytes are spliced through: splice(2) moves references to pages from a socket into it, and on to another socket. Not thread-safe.</summary>
public sealed unsafe partial class KernelPipe : IDisposable
{
    const int O_NONBLOCK = 0x800;
    const int O_CLOEXEC = 0x80000;
    const int F_SETPIPE_SZ = 1031;
    const uint SPLICE_F_MOVE = 1;
    const uint SPLICE_F_NONBLOCK = 2;

    /// <summary>What pipe(7) makes a pipe: 16 pages. A page's place may hold a reference to a longer piece, so more bytes than this may fit.</summary>
    public const int DefaultSize = 64 * 1024;

    readonly int _read;
    readonly int _write;

    KernelPipe(int read, int write) => (_read, _write) = (read, write);

    /// <summary>Bytes of pages that the pipe has places for.</summary>
    public int Size { get; private set; } = DefaultSize;

    /// <summary>pipe2(2) with O_NONBLOCK and O_CLOEXEC; null and the errno (EMFILE, ENFILE, ENOMEM) when the kernel has none.</summary>
    public static KernelPipe? TryCreate(out int errno)
    {
        var ends = stackalloc int[2];
        errno = pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0 ? 0 : Marshal.GetLastPInvokeError();
        return errno == 0 ? new KernelPipe(ends[0], ends[1]) : null;
    }

    /// <summary>
    /// F_SETPIPE_SZ, fcntl(2). False with EPERM over /proc/sys/fs/pipe-max-size or, without CAP_SYS_RESOURCE, over pipe-user-pages-soft (64 MiB of a
    /// user's pipes together); then the pipe stays as it was.
    /// </summary>
    /// <param name="bytes">Rounded up to a power of two pages.</param>
    /// <param name="errno">The kernel's reason, or 0.</param>
    public bool TryResize(int bytes, out int errno)
    {
        var size = fcntl(_write, F_SETPIPE_SZ, bytes);
        errno = size >= 0 ? 0 : Marshal.GetLastPInvokeError();
        Size = size >= 0 ? size : Size;
        return size >= 0;
    }

    /// <summary>splice(2) from a socket that does not block into the pipe: bytes, 0 at its end, or minus the errno (EAGAIN: nothing there, or the pipe is full).</summary>
    public int Fill(int socket, int most) => Result(splice(socket, null, _write, null, (nuint)most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK));

    /// <summary>splice(2) from the pipe into a socket: bytes that the socket took, or minus the errno (EAGAIN: it takes none now). SIGPIPE: the runtime ignores it.</summary>
    public int Drain(int socket, int most) => Result(splice(_read, null, socket, null, (nuint)most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK));

    /// <summary>close(2) of both ends; what is still inside is gone.</summary>
    public void Dispose()
    {
        _ = SocketCalls.Close(_read);
        _ = SocketCalls.Close(_write);
    }

    static int Result(nint returned) => returned >= 0 ? (int)returned : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    // Variadic in C; on Linux's x86-64 and arm64 an int is handed over like a named argument.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint splice(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);
}
