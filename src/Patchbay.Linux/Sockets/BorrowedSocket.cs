namespace Patchbay.Linux;

/// <summary>
/// Looks at a socket of another process through a descriptor of our own to it: pidfd_getfd(2), Linux 5.6. Needs the rights of ptrace over the process. The other process
/// notices nothing; the descriptor is open for a few microseconds. Thread-safe.
/// </summary>
public static class BorrowedSocket
{
    const int SOL_SOCKET = 1;
    const int SO_REUSEADDR = 2;
    const int SO_REUSEPORT = 15;

    /// <summary>Whether a socket has SO_REUSEADDR and SO_REUSEPORT set; null when it cannot be told, or is another socket by now.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="descriptor">The number of the descriptor in it.</param>
    /// <param name="cookie">The socket's SO_COOKIE.</param>
    public static (bool ReuseAddress, bool ReusePort)? ReuseOptions(int pid, int descriptor, ulong cookie)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        using var process = ProcessDescriptor.TryOpen(pid, out _);
        var borrowed = process?.Borrow(descriptor) ?? -1;
        if (borrowed < 0)
        {
            return null;
        }

        try
        {
            return KernelSocket.TryGetCookie(borrowed, out var found) && found == cookie
                && KernelSocket.TryGetOption(borrowed, SOL_SOCKET, SO_REUSEADDR, out var address) && KernelSocket.TryGetOption(borrowed, SOL_SOCKET, SO_REUSEPORT, out var port)
                ? (address != 0, port != 0) : null;
        }
        finally
        {
            SocketCalls.Close(borrowed);
        }
    }
}
