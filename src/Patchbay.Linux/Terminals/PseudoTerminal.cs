using System.Runtime.InteropServices;
using System.Text;

namespace Patchbay.Linux;

/// <summary>A terminal whose other side is ours (pty(7)). Not thread-safe.</summary>
public sealed unsafe partial class PseudoTerminal
{
    const int O_RDWR = 2, O_NOCTTY = 0x100, O_CLOEXEC = 0x80000;
    const nint TIOCGWINSZ = 0x5413, TIOCSWINSZ = 0x5414;

    PseudoTerminal(int descriptor, string path) => (Descriptor, Path) = (descriptor, path);

    /// <summary>Our side. The caller closes it.</summary>
    public int Descriptor { get; }

    /// <summary>What a program opens as its terminal.</summary>
    public string Path { get; }

    /// <summary>Makes a terminal, as large as the one that is our stdin, if it is one.</summary>
    /// <exception cref="IOException">There are none left (sysctl kernel.pty.max), or no descriptor.</exception>
    public static PseudoTerminal Open()
    {
        var descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        var path = stackalloc byte[64];
        if (descriptor < 0 || grantpt(descriptor) != 0 || unlockpt(descriptor) != 0 || ptsname_r(descriptor, path, 64) != 0)
        {
            var reason = Errno.Describe(Marshal.GetLastPInvokeError());
            if (descriptor >= 0)
            {
                _ = SocketCalls.Close(descriptor);
            }

            throw new IOException($"No terminal could be made: {reason}.");
        }

        // struct winsize: rows, columns, and two fields nobody uses, 16 bits each.
        var size = stackalloc ushort[4];
        if (ioctl(0, TIOCGWINSZ, size) == 0)
        {
            _ = ioctl(descriptor, TIOCSWINSZ, size);
        }

        return new PseudoTerminal(descriptor, Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path)));
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ptsname_r(int descriptor, byte* path, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nint request, ushort* size);
}
