using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Patchbay.Linux;

/// <summary>
/// Opens files below a folder so that no <c>..</c> and no symbolic link leads out of it, whatever others change at the same moment: openat2(2), Linux 5.6. Thread-safe.
/// </summary>
public static unsafe partial class OpenBeneath
{
    // The number is the same on every architecture.
    const int SYS_openat2 = 437;
    const int AT_FDCWD = -100;
    const ulong O_NOCTTY = 0x100, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000, O_PATH = 0x200000;
    const ulong RESOLVE_NO_MAGICLINKS = 2, RESOLVE_BENEATH = 8;
    const int MostOnStack = 512, MostTries = 16;

    // struct open_how (openat2(2)).
    [StructLayout(LayoutKind.Sequential)]
    struct OpenHow
    {
        public ulong Flags, Mode, Resolve;
    }

    /// <summary>Opens a folder as the place that other paths are beneath. Follows symbolic links.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="errno">Why not, or 0.</param>
    public static SafeFileHandle? TryOpenFolder(string path, out int errno) => Open(AT_FDCWD, path, O_PATH, 0, out errno);

    /// <summary>Opens what a path names, for reading and without waiting for what a pipe or device would wait for.</summary>
    /// <param name="folder">Of <see cref="TryOpenFolder"/>.</param>
    /// <param name="path">Relative to it; <c>.</c> is the folder itself.</param>
    /// <param name="errno">Why not, or 0. <see cref="Errno.EXDEV"/>: the way leaves the folder, or passes an absolute link.</param>
    public static SafeFileHandle? TryOpen(SafeFileHandle folder, string path, out int errno) => Beneath(folder, path, O_NONBLOCK | O_NOCTTY, out errno);

    /// <summary>As <see cref="TryOpen"/>, only to name it: nothing is read, and rights to read are not needed.</summary>
    public static SafeFileHandle? TryLocate(SafeFileHandle folder, string path, out int errno) => Beneath(folder, path, O_PATH, out errno);

    static SafeFileHandle? Beneath(SafeFileHandle folder, string path, ulong flags, out int errno)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var held = false;
        try
        {
            folder.DangerousAddRef(ref held);
            return Open((int)folder.DangerousGetHandle(), path, flags, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS, out errno);
        }
        finally
        {
            if (held)
            {
                folder.DangerousRelease();
            }
        }
    }

    static SafeFileHandle? Open(int folder, string path, ulong flags, ulong resolve, out int errno)
    {
        ArgumentNullException.ThrowIfNull(path);
        var how = new OpenHow { Flags = flags | O_CLOEXEC, Resolve = resolve };
        var size = Encoding.UTF8.GetMaxByteCount(path.Length) + 1;
        var rented = size > MostOnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = rented ?? stackalloc byte[MostOnStack];
        try
        {
            bytes[Encoding.UTF8.GetBytes(path, bytes)] = 0;
            fixed (byte* name = bytes)
            {
                for (var tries = 1; ; tries++)
                {
                    var descriptor = syscall(SYS_openat2, folder, (nint)name, (nint)(&how), sizeof(OpenHow));
                    errno = descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();

                    // EAGAIN: something was renamed on the way, and the kernel could not tell whether that leads out.
                    if (errno is not (Errno.EINTR or Errno.EAGAIN) || tries == MostTries)
                    {
                        return errno == 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
                    }
                }
            }
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint folder, nint path, nint how, nint size);
}
