using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>System calls on a connected stream socket that never block. Each returns a count or 0, or minus the errno.</summary>
public static unsafe partial class StreamCalls
{
    const int MSG_DONTWAIT = 0x40;
    const int SOL_SOCKET = 1;
    const int SO_ERROR = 4;
    const int SO_OOBINLINE = 10;
    const int SO_RCVLOWAT = 18;
    const int F_GETFL = 3;
    const int F_SETFL = 4;
    const int O_NONBLOCK = 0x800;

    /// <summary>SO_OOBINLINE: urgent bytes stay in their place among the others. Without it the last one leaves the stream (tcp(7)). 0, or minus the errno.</summary>
    public static int SetUrgentInline(int descriptor) => SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_OOBINLINE, 1);

    /// <summary>fcntl(2): O_NONBLOCK, which splice(2) from a TCP socket heeds in place of its own flag.</summary>
    public static int SetNonBlocking(int descriptor)
    {
        var flags = fcntl(descriptor, F_GETFL, 0);
        return flags < 0 ? -Marshal.GetLastPInvokeError() : Result(fcntl(descriptor, F_SETFL, flags | O_NONBLOCK));
    }

    /// <summary>
    /// connect(2) of a non-blocking socket: EINPROGRESS while it goes on. Asked again: EALREADY while it goes on, 0 when it is connected, else why not.
    /// </summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="address">A socket address as the kernel takes it.</param>
    public static int Connect(int descriptor, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return Result(connect(descriptor, start, (uint)address.Length));
        }
    }

    /// <summary>bind(2).</summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="address">A socket address as the kernel takes it.</param>
    public static int Bind(int descriptor, ReadOnlySpan<byte> address)
    {
        fixed (byte* start = address)
        {
            return Result(bind(descriptor, start, (uint)address.Length));
        }
    }

    /// <summary>recv(2): 0 at the peer's FIN.</summary>
    public static int Receive(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return Result(recv(descriptor, start, (nuint)buffer.Length, MSG_DONTWAIT));
        }
    }

    /// <summary>send(2) without SIGPIPE.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return SocketCalls.SendNow(descriptor, start, bytes.Length);
        }
    }

    /// <summary>SO_RCVLOWAT, socket(7): poll(2) and epoll(7) tell of a TCP socket's bytes only when there are so many, or when it is over.</summary>
    public static int SetLowWater(int descriptor, int bytes) => SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_RCVLOWAT, bytes);

    /// <summary>SO_ERROR, socket(7): the errno waiting on the socket, taken off it; 0 for none.</summary>
    public static int TakeError(int descriptor)
    {
        int error = 0, length = sizeof(int);
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : Marshal.GetLastPInvokeError();
    }

    static int Result(nint returned) => returned >= 0 ? (int)returned : -Marshal.GetLastPInvokeError();

    // Variadic in C; on Linux's x86-64 and arm64 an int is handed over like a named argument.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int descriptor, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int descriptor, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int descriptor, int level, int name, void* value, int* length);
}
