using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>What sort of file a path names. Thread-safe.</summary>
public static partial class FileKind
{
    const int AT_FDCWD = -100;
    const int AT_SYMLINK_NOFOLLOW = 0x100;
    const uint STATX_TYPE = 1;
    const uint STATX_INO = 0x100;
    const int S_IFMT = 0xF000;
    const int S_IFSOCK = 0xC000;
    const int S_IFREG = 0x8000;
    const int AT_EMPTY_PATH = 0x1000;

    // struct statx is 256 bytes on every architecture (statx(2)); stx_mode is the 16 bits at 28.
    const int StatxSize = 256;
    const int ModeOffset = 28;
    const int InodeOffset = 32;

    /// <summary>True when <paramref name="path"/> itself (not what a symbolic link names) is a Unix socket. Linux only; false elsewhere.</summary>
    public static bool IsSocket(string path) => Type(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW) == S_IFSOCK;

    /// <summary>True when <paramref name="path"/>, after symbolic links, is a regular file: no device, pipe or directory. Linux only; false elsewhere.</summary>
    public static bool IsRegular(string path) => Type(AT_FDCWD, path, 0) == S_IFREG;

    /// <summary>True when the descriptor is open and a socket. Linux only; false elsewhere.</summary>
    public static bool IsSocket(int descriptor) => Type(descriptor, "", AT_EMPTY_PATH) == S_IFSOCK;

    /// <summary>True when the descriptor is open. Linux only; false elsewhere.</summary>
    public static bool IsOpen(int descriptor) => Type(descriptor, "", AT_EMPTY_PATH) != 0;

    /// <summary>The inode of what <paramref name="path"/> names, after symbolic links; null when there is nothing. Linux only; null elsewhere.</summary>
    public static unsafe ulong? Inode(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte* status = stackalloc byte[StatxSize];
        return OperatingSystem.IsLinux() && statx(AT_FDCWD, path, 0, STATX_INO, status) == 0 ? *(ulong*)(status + InodeOffset) : null;
    }

    static unsafe int Type(int directory, string path, int flags)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        byte* status = stackalloc byte[StatxSize];
        return statx(directory, path, flags, STATX_TYPE, status) == 0 ? *(ushort*)(status + ModeOffset) & S_IFMT : 0;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int statx(int directory, string path, int flags, uint mask, byte* status);
}
