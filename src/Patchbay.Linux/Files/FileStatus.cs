using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>What a descriptor is open on: statx(2).</summary>
/// <param name="Type">Its sort.</param>
/// <param name="Length">In bytes; of meaning for regular files only.</param>
/// <param name="ModifiedTicks">When its content changed last, in UTC ticks of 100 ns.</param>
/// <param name="ChangeStamp">Nanoseconds of the last change of content and of status and the inode mixed into one number: another one for another content.</param>
public readonly partial record struct FileStatus(FileType Type, long Length, long ModifiedTicks, ulong ChangeStamp)
{
    const int AT_EMPTY_PATH = 0x1000;
    const uint STATX_BASIC_STATS = 0x7FF;

    // struct statx on every architecture (statx(2)).
    const int StatxSize = 256, Mode = 28, Inode = 32, Size = 40, Changed = 96, Modified = 112;

    /// <summary>Asks of an open descriptor, also one of O_PATH. Linux only.</summary>
    /// <exception cref="IOException">The descriptor is not open, or the file system failed.</exception>
    public static unsafe FileStatus Of(SafeHandle descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var status = stackalloc byte[StatxSize];
        var held = false;
        try
        {
            descriptor.DangerousAddRef(ref held);
            var empty = (byte)0;
            if (statx((int)descriptor.DangerousGetHandle(), &empty, AT_EMPTY_PATH, STATX_BASIC_STATS, status) != 0)
            {
                throw new IOException($"statx failed: {Errno.Describe(Marshal.GetLastPInvokeError())}.");
            }
        }
        finally
        {
            if (held)
            {
                descriptor.DangerousRelease();
            }
        }

        var type = (*(ushort*)(status + Mode) & 0xF000) switch
        {
            0x8000 => FileType.Regular,
            0x4000 => FileType.Folder,
            _ => FileType.Other,
        };
        var (modified, changed) = (Nanoseconds(status + Modified), Nanoseconds(status + Changed));
        var stamp = unchecked(((((ulong)modified * 0x9E3779B97F4A7C15) ^ (ulong)changed) * 0x9E3779B97F4A7C15) ^ *(ulong*)(status + Inode));
        return new(type, *(long*)(status + Size), DateTime.UnixEpoch.Ticks + (modified / 100), stamp);
    }

    static unsafe long Nanoseconds(byte* time) => unchecked((*(long*)time * 1_000_000_000) + *(uint*)(time + 8));

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int statx(int directory, byte* path, int flags, uint mask, byte* status);
}
