using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>The system calls of datagram sockets. Each returns a count or 0, or minus the errno. None of them waits.</summary>
public static unsafe partial class DatagramCalls
{
    /// <summary>The datagram was longer than its room (recvmsg(2)).</summary>
    public const int MSG_TRUNC = 0x20;

    const int MSG_DONTWAIT = 0x40;
    const int MSG_NOSIGNAL = 0x4000;
    const int MSG_CMSG_CLOEXEC = 0x40000000;
    const int SOL_SOCKET = 1;
    const int SO_MEMINFO = 55;
    const int MemInfoCount = 9;
    const int MemInfoDrops = 8;
    const ushort AF_UNIX = 1;

    /// <summary>recvmmsg(2). <see cref="DatagramHeader.Length"/> is the datagram's own length, also where its end did not fit.</summary>
    public static int Receive(int descriptor, DatagramHeader* headers, int count) =>
        Result(recvmmsg(descriptor, headers, (uint)count, MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC, null));

    /// <summary>recvmmsg(2) of a packet socket, which refuses the flag for descriptors that nobody can send it.</summary>
    public static int ReceivePackets(int descriptor, DatagramHeader* headers, int count) => Result(recvmmsg(descriptor, headers, (uint)count, MSG_DONTWAIT | MSG_TRUNC, null));

    /// <summary>sendmmsg(2). How many went out; an error is told only when it was the first's.</summary>
    public static int Send(int descriptor, DatagramHeader* headers, int count) =>
        Result(sendmmsg(descriptor, headers, (uint)count, MSG_DONTWAIT | MSG_NOSIGNAL));

    /// <summary>Lends a Unix socket an abstract name of the kernel's choice: unix(7), "Autobind feature".</summary>
    public static int BindToAnyName(int descriptor)
    {
        var family = AF_UNIX;
        return Result(bind(descriptor, &family, sizeof(ushort)));
    }

    /// <summary>Datagrams dropped because the receive buffer was full, since the socket was made: SO_MEMINFO, the counter that SO_RXQ_OVFL tells.</summary>
    /// <param name="descriptor">An open socket.</param>
    /// <param name="drops">A counter that begins anew after 4,294,967,295.</param>
    public static bool TryGetDrops(int descriptor, out uint drops)
    {
        var values = stackalloc uint[MemInfoCount];
        uint length = MemInfoCount * sizeof(uint);
        var done = getsockopt(descriptor, SOL_SOCKET, SO_MEMINFO, values, &length) == 0 && length == MemInfoCount * sizeof(uint);
        drops = done ? values[MemInfoDrops] : 0;
        return done;
    }

    static int Result(int returned) => returned >= 0 ? returned : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int recvmmsg(int descriptor, DatagramHeader* headers, uint count, int flags, void* timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sendmmsg(int descriptor, DatagramHeader* headers, uint count, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int descriptor, void* address, uint length);

    [LibraryImport("libc")]
    private static partial int getsockopt(int descriptor, int level, int name, void* value, uint* length);
}
