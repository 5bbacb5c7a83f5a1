using System.Net;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// The calls of a course on sockets, each once and nothing besides: no option is set unasked, no call is repeated. They block when the descriptor does. Each returns a count, a
/// descriptor or 0, or minus the errno; send(2) never raises SIGPIPE.
/// </summary>
public static unsafe partial class PlainSocketCalls
{
    const int MSG_NOSIGNAL = 0x4000;
    const int SOCK_CLOEXEC = 0x80000;
    const int SOCK_NONBLOCK = 0x800;
    const int SIOCINQ = 0x541B;
    const int SIOCOUTQ = 0x5411;
    const int SOL_SOCKET = 1;
    const int SO_RCVTIMEO = 20;
    const int SO_SNDTIMEO = 21;

    /// <summary>socket(2).</summary>
    /// <param name="family">AF_*.</param>
    /// <param name="type">SOCK_*.</param>
    /// <param name="blocking">False adds SOCK_NONBLOCK.</param>
    public static int Socket(int family, int type, bool blocking) => SocketCalls.Socket(family, type | (blocking ? 0 : SOCK_NONBLOCK), 0);

    /// <summary>bind(2).</summary>
    public static int Bind(int descriptor, EndPoint address)
    {
        var bytes = Bytes(address);
        fixed (byte* start = bytes)
        {
            return Result(bind(descriptor, start, (uint)bytes.Length));
        }
    }

    /// <summary>listen(2).</summary>
    public static int Listen(int descriptor, int backlog) => Result(listen(descriptor, backlog));

    /// <summary>accept4(2); returns the new descriptor.</summary>
    public static int Accept(int descriptor, bool blocking) => Result(accept4(descriptor, null, null, SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK)));

    /// <summary>connect(2).</summary>
    public static int Connect(int descriptor, EndPoint address) => StreamCalls.Connect(descriptor, Bytes(address));

    /// <summary>send(2).</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return Result(sendto(descriptor, start, (nuint)bytes.Length, MSG_NOSIGNAL, null, 0));
        }
    }

    /// <summary>sendto(2).</summary>
    public static int SendTo(int descriptor, ReadOnlySpan<byte> bytes, EndPoint address)
    {
        var name = Bytes(address);
        fixed (byte* start = bytes, to = name)
        {
            return Result(sendto(descriptor, start, (nuint)bytes.Length, MSG_NOSIGNAL, to, (uint)name.Length));
        }
    }

    /// <summary>recv(2): 0 at the peer's FIN.</summary>
    public static int Receive(int descriptor, Span<byte> buffer) => ReceiveFrom(descriptor, buffer, out _);

    /// <summary>recvfrom(2).</summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="buffer">Room for the bytes.</param>
    /// <param name="sender">Who sent; null for a connected stream.</param>
    public static int ReceiveFrom(int descriptor, Span<byte> buffer, out EndPoint? sender)
    {
        var name = stackalloc byte[KernelSocketAddress.MostBytes];
        uint length = KernelSocketAddress.MostBytes;
        int result;
        fixed (byte* start = buffer)
        {
            result = Result(recvfrom(descriptor, start, (nuint)buffer.Length, 0, name, &length));
        }

        sender = result < 0 || length > KernelSocketAddress.MostBytes ? null : KernelSocketAddress.Read(new ReadOnlySpan<byte>(name, (int)length));
        return result;
    }

    /// <summary>shutdown(2).</summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="how">0 reading, 1 writing, 2 both.</param>
    public static int Shutdown(int descriptor, int how) => Result(shutdown(descriptor, how));

    /// <summary>getsockname(2); null when it fails or the socket is of a family we do not open.</summary>
    public static EndPoint? LocalEnd(int descriptor)
    {
        Span<byte> name = stackalloc byte[KernelSocketAddress.MostBytes];
        return SocketCalls.LocalAddress(descriptor, name) is > 0 and var length ? KernelSocketAddress.Read(name[..length]) : null;
    }

    /// <summary>getpeername(2); null when there is no peer.</summary>
    public static EndPoint? RemoteEnd(int descriptor)
    {
        Span<byte> name = stackalloc byte[KernelSocketAddress.MostBytes];
        return SocketCalls.RemoteAddress(descriptor, name) is > 0 and var length ? KernelSocketAddress.Read(name[..length]) : null;
    }

    /// <summary>SIOCINQ (tcp(7), udp(7)): bytes received and not read; of UDP, the length of the next datagram.</summary>
    public static int Unread(int descriptor) => Ask(descriptor, SIOCINQ);

    /// <summary>SIOCOUTQ: of TCP bytes written and not acknowledged, of UDP bytes not handed to the interface yet.</summary>
    public static int Unacknowledged(int descriptor) => Ask(descriptor, SIOCOUTQ);

    /// <summary>SO_RCVTIMEO and SO_SNDTIMEO (socket(7)): how long a call may block, accept and connect included; it then fails with EAGAIN, connect with EINPROGRESS.</summary>
    public static int SetTimeouts(int descriptor, TimeSpan limit)
    {
        // struct timeval { long tv_sec; long tv_usec; }
        ReadOnlySpan<long> time = [(long)limit.TotalSeconds, limit.Milliseconds * 1000L];
        var value = MemoryMarshal.AsBytes(time);
        var result = SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_RCVTIMEO, value);
        return result < 0 ? result : SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_SNDTIMEO, value);
    }

    /// <summary>poll(2) of one descriptor: what it is ready for; 0 when the time is over.</summary>
    public static int Poll(int descriptor, PollEvents events, int milliseconds)
    {
        var asked = new PollDescriptor { Descriptor = descriptor, Events = (short)events };
        var result = Result(poll(&asked, 1, milliseconds));
        return result > 0 ? asked.Returned : result;
    }

    /// <summary>gettid(2) of the calling thread, by which /proc/self/task names it.</summary>
    public static int ThreadId() => gettid();

    static int Ask(int descriptor, nint request)
    {
        int value = 0;
        var result = Result(ioctl(descriptor, request, &value));
        return result < 0 ? result : value;
    }

    static byte[] Bytes(EndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socketAddress = address.Serialize();
        return socketAddress.Buffer[..socketAddress.Size].ToArray();
    }

    static int Result(nint returned) => returned >= 0 ? (int)returned : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int descriptor, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int listen(int descriptor, int backlog);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int descriptor, byte* address, uint* length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendto(int descriptor, byte* bytes, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvfrom(int descriptor, byte* buffer, nuint length, int flags, byte* address, uint* addressLength);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int descriptor, int how);

    // Variadic in C; on Linux's x86-64 and arm64 a pointer is handed over like a named argument.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nint request, int* value);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial int gettid();

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
