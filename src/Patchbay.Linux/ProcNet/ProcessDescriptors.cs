using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// Walks the descriptors of every process for those that are sockets. The system calls are made directly: with tens of thousands of descriptors a path and a string
/// for each would cost more than all the rest.
/// </summary>
static unsafe partial class ProcessDescriptors
{
    const int AT_FDCWD = -100;
    const int O_RDONLY = 0;
    const int O_CLOEXEC = 0x80000;

    // struct linux_dirent64: inode and offset of eight bytes, length of two, type of one, then the name.
    const int EntryLength = 16;
    const int EntryName = 19;
    const int BufferSize = 32 * 1024;

    // asm-generic/fcntl.h; x86-64 has it, arm64 its own.
    static readonly int Directory = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Calls back for every socket of every process we may look into, process by process.</summary>
    /// <param name="found">Returns false to stop.</param>
    /// <returns>How many processes were closed to us.</returns>
    public static int Walk(Func<HeldSocket, bool> found)
    {
        var denied = 0;
        foreach (var pid in Pids())
        {
            if (!WalkOne(pid, found, ref denied))
            {
                break;
            }
        }

        return denied;
    }

    static IEnumerable<int> Pids()
    {
        foreach (var path in System.IO.Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan()), System.Globalization.CultureInfo.InvariantCulture, out var pid))
            {
                yield return pid;
            }
        }
    }

    static bool WalkOne(int pid, Func<HeldSocket, bool> found, ref int denied)
    {
        var directory = openat(AT_FDCWD, $"/proc/{pid}/fd", O_RDONLY | O_CLOEXEC | Directory);
        if (directory < 0)
        {
            // ENOENT: it ended while we looked.
            denied += Marshal.GetLastPInvokeError() is Errno.EACCES or Errno.EPERM ? 1 : 0;
            return true;
        }

        try
        {
            var entries = stackalloc byte[BufferSize];
            nint length;
            while ((length = getdents64(directory, entries, BufferSize)) > 0)
            {
                for (nint at = 0; at < length; at += *(ushort*)(entries + at + EntryLength))
                {
                    if (TryReadSocket(directory, entries + at + EntryName, out var inode, out var descriptor) && !found(new HeldSocket(inode, pid, descriptor)))
                    {
                        return false;
                    }
                }
            }
        }
        finally
        {
            SocketCalls.Close(directory);
        }

        return true;
    }

    // The link says "socket:[12345]".
    static bool TryReadSocket(int directory, byte* name, out ulong inode, out int descriptor)
    {
        (inode, descriptor) = (0, 0);
        var target = stackalloc byte[32];
        var length = readlinkat(directory, name, target, 32);
        var link = new ReadOnlySpan<byte>(target, (int)Math.Max(0, length));
        return link.StartsWith("socket:["u8)
            && Utf8Parser.TryParse(link[8..], out inode, out _)
            && Utf8Parser.TryParse(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name), out descriptor, out _);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(int directory, string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint getdents64(int directory, byte* entries, nuint size);

    [LibraryImport("libc", SetLastError = false)]
    private static partial nint readlinkat(int directory, byte* path, byte* target, nuint size);
}
