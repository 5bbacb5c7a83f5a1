using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>What sort of file a path names. Thread-safe.</summary>
public static partial class FileKind
{
    const int AT_FDCWD = -100;
    const int AT_SYMLINK_NOFOLLOW = 0x100;
    const uint STATX_TYPE = 1;
    const int S_IFMT = 0xF000;
    const int S_IFSOCK = 0xC000;

    // struct statx is 256 bytes on every architecture (statx(2)); stx_mode is the 16 bits at 28.
    const int StatxSize = 256;
    const int ModeOffset = 28;

    /// <summary>True when <paramref name="path"/> itself (not what a symbolic link names) is a Unix socket. Linux only; false elsewhere.</summary>
    public static unsafe bool IsSocket(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        byte* status = stackalloc byte[StatxSize];
        return statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE, status) == 0 && (*(ushort*)(status + ModeOffset) & S_IFMT) == S_IFSOCK;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int directory, string path, int flags, uint mask, byte* status);
}
