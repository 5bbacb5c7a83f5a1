using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>What only the kernel knows of a socket, asked through getsockopt(2). Everything is false on other systems. Thread-safe.</summary>
/// <remarks>The caller keeps the descriptor open during the call: a descriptor closed meanwhile may already be another socket.</remarks>
public static partial class KernelSocket
{
    const int SOL_SOCKET = 1;
    const int SO_COOKIE = 57;
    const int IPPROTO_TCP = 6;
    const int TCP_INFO = 11;

    /// <summary>SO_COOKIE (Linux 4.12): unique in the network namespace for the life of the machine.</summary>
    public static unsafe bool TryGetCookie(int descriptor, out ulong cookie)
    {
        ulong value = 0;
        int length = sizeof(ulong);
        var done = OperatingSystem.IsLinux() && descriptor >= 0 && getsockopt(descriptor, SOL_SOCKET, SO_COOKIE, &value, &length) == 0;
        cookie = done ? value : 0;
        return done;
    }

    /// <summary>
    /// TCP_INFO (tcp(7)): copies the head of <c>struct tcp_info</c> into <paramref name="buffer"/>. The kernel says how much of the structure it knows:
    /// older kernels return less.
    /// </summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="buffer">At least 104 bytes, the structure's oldest part.</param>
    /// <param name="length">Bytes of <paramref name="buffer"/> that hold something.</param>
    /// <returns>False when the socket is not TCP, or is closed.</returns>
    public static bool TryGetTcpInfo(int descriptor, Span<byte> buffer, out int length) => TryGetOption(descriptor, IPPROTO_TCP, TCP_INFO, buffer, out length);

    /// <summary>getsockopt(2) of an int.</summary>
    public static unsafe bool TryGetOption(int descriptor, int level, int name, out int value)
    {
        int result = 0;
        int length = sizeof(int);
        var done = OperatingSystem.IsLinux() && descriptor >= 0 && getsockopt(descriptor, level, name, &result, &length) == 0;
        value = done ? result : 0;
        return done;
    }

    /// <summary>getsockopt(2) of a structure.</summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="level">SOL_SOCKET, IPPROTO_TCP …</param>
    /// <param name="name">SO_*, TCP_* …</param>
    /// <param name="buffer">Gets as much as fits.</param>
    /// <param name="length">Bytes of <paramref name="buffer"/> that hold something.</param>
    public static unsafe bool TryGetOption(int descriptor, int level, int name, Span<byte> buffer, out int length)
    {
        int size = buffer.Length;
        fixed (byte* start = buffer)
        {
            var done = OperatingSystem.IsLinux() && descriptor >= 0 && getsockopt(descriptor, level, name, start, &size) == 0;
            length = done ? size : 0;
            return done;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int getsockopt(int socket, int level, int name, void* value, int* length);
}
