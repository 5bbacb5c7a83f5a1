using System.Runtime.InteropServices;
using Patchbay.Linux.IoUring;

namespace Patchbay.Linux;

/// <summary>The socket system calls that the ring engine makes directly. Each returns a count, a descriptor or 0, or minus the errno.</summary>
public static unsafe partial class SocketCalls
{
    const int MSG_DONTWAIT = 0x40;
    const int MSG_NOSIGNAL = 0x4000;
    const int SOCK_CLOEXEC = 0x80000;
    const int SOL_SOCKET = 1;
    const int SO_RCVBUF = 8;
    const int SO_LINGER = 13;
    const int SO_RCVBUFFORCE = 33;
    const int SOL_IP = 0;
    const int IP_TTL = 2;
    const int SOL_IPV6 = 41;
    const int IPV6_UNICAST_HOPS = 16;
    const int SHUT_WR = 1;
    const int SHUT_RDWR = 2;

    /// <summary>socket(2) with SOCK_CLOEXEC.</summary>
    public static int Socket(int family, int type, int protocol) => Result(socket(family, type | SOCK_CLOEXEC, protocol));

    /// <summary>A connected pair of Unix stream sockets: socketpair(2).</summary>
    public static int SocketPair(out int first, out int second)
    {
        var pair = stackalloc int[2];
        var result = Result(socketpair(1, 1 | SOCK_CLOEXEC, 0, pair));
        (first, second) = (pair[0], pair[1]);
        return result;
    }

    /// <summary>send(2) that never blocks and never raises SIGPIPE.</summary>
    public static int SendNow(int descriptor, void* buffer, int length) =>
        Result(send(descriptor, buffer, (nuint)length, MSG_DONTWAIT | MSG_NOSIGNAL));

    /// <summary>sendmsg(2) that never blocks and never raises SIGPIPE.</summary>
    public static int SendNow(int descriptor, MessageHeader* message) =>
        Result(sendmsg(descriptor, message, MSG_DONTWAIT | MSG_NOSIGNAL));

    /// <summary>shutdown(2) of the sending direction: FIN follows the last byte.</summary>
    public static int ShutdownSend(int descriptor) => Result(shutdown(descriptor, SHUT_WR));

    /// <summary>shutdown(2) of both directions.</summary>
    public static int ShutdownBoth(int descriptor) => Result(shutdown(descriptor, SHUT_RDWR));

    /// <summary>Makes the coming close(2) send RST instead of FIN: SO_LINGER with a time of zero, socket(7).</summary>
    public static int SetAbortOnClose(int descriptor)
    {
        // struct linger { int l_onoff; int l_linger; }
        var linger = stackalloc int[2] { 1, 0 };
        return Result(setsockopt(descriptor, SOL_SOCKET, SO_LINGER, linger, 2 * sizeof(int)));
    }

    /// <summary>Asks for room to receive, beyond the system's limit where CAP_NET_ADMIN allows it, else up to it: SO_RCVBUFFORCE and SO_RCVBUF, socket(7).</summary>
    public static int SetReceiveBuffer(int descriptor, int bytes) =>
        SetOption(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, bytes) is 0 ? 0 : SetOption(descriptor, SOL_SOCKET, SO_RCVBUF, bytes);

    /// <summary>TTL or hop limit of what is sent: IP_TTL, ip(7), and IPV6_UNICAST_HOPS, ipv6(7).</summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="isIpv6">Its family.</param>
    /// <param name="hops">1 to 255.</param>
    public static int SetTimeToLive(int descriptor, bool isIpv6, int hops) =>
        isIpv6 ? SetOption(descriptor, SOL_IPV6, IPV6_UNICAST_HOPS, hops) : SetOption(descriptor, SOL_IP, IP_TTL, hops);

    /// <summary>setsockopt(2) of an int.</summary>
    public static int SetOption(int descriptor, int level, int name, int value) =>
        Result(setsockopt(descriptor, level, name, &value, sizeof(int)));

    /// <summary>setsockopt(2) of a structure.</summary>
    public static int SetOption(int descriptor, int level, int name, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            return Result(setsockopt(descriptor, level, name, start, (uint)value.Length));
        }
    }

    /// <summary>getsockname(2) into <paramref name="address"/>; returns the length.</summary>
    public static int LocalAddress(int descriptor, Span<byte> address)
    {
        fixed (byte* start = address)
        {
            var length = (uint)address.Length;
            var result = Result(getsockname(descriptor, start, &length));
            return result < 0 ? result : (int)length;
        }
    }

    /// <summary>getpeername(2) into <paramref name="address"/>; returns the length.</summary>
    public static int RemoteAddress(int descriptor, Span<byte> address)
    {
        fixed (byte* start = address)
        {
            var length = (uint)address.Length;
            var result = Result(getpeername(descriptor, start, &length));
            return result < 0 ? result : (int)length;
        }
    }

    /// <summary>close(2). Never retried: on Linux the descriptor is gone whatever it returns.</summary>
    public static int Close(int descriptor) => Result(close(descriptor));

    static int Result(nint returned) => returned >= 0 ? (int)returned : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socketpair(int family, int type, int protocol, int* pair);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int descriptor, void* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(int descriptor, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int descriptor, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsockopt(int descriptor, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockname(int descriptor, byte* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getpeername(int descriptor, byte* address, uint* length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
