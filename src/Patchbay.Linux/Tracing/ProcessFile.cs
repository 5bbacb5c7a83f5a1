using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Patchbay.Linux;

/// <summary>What a descriptor of another process's is: the links of /proc/PID/fd (proc_pid_fd(5)). Needs the rights of ptrace. Thread-safe.</summary>
public static unsafe partial class ProcessFile
{
    const int MostBytes = 256;

    /// <summary><c>socket:[123]</c>, <c>anon_inode:[eventpoll]</c>, a path; null when there is no such descriptor, or it is not ours to see.</summary>
    public static string? Target(int process, int descriptor)
    {
        var target = stackalloc byte[MostBytes];
        var length = readlink(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd/{descriptor}"), target, MostBytes);
        return length > 0 ? Encoding.UTF8.GetString(target, (int)length) : null;
    }

    /// <summary>The inode of a socket, 0 for anything else.</summary>
    public static ulong SocketInode(string? target) =>
        target is not null && target.StartsWith("socket:[", StringComparison.Ordinal) && ulong.TryParse(target.AsSpan(8, target.Length - 9), NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            ? inode : 0;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint readlink(string path, byte* target, nuint size);
}
