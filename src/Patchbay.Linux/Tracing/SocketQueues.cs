using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>How full a socket's buffers are, asked of the socket itself: ioctl(2) SIOCINQ, SIOCOUTQ, SIOCOUTQNSD (tcp(7), udp(7), unix(7)) and SO_MEMINFO. Thread-safe.</summary>
/// <param name="Unread">Bytes to be read; of UDP, the next datagram's.</param>
/// <param name="Outstanding">Bytes sent and not acknowledged, with those not sent yet; of what is not TCP, memory of what was not delivered.</param>
/// <param name="Unsent">Of them, not sent yet; TCP only.</param>
/// <param name="ReceiveRoom">The limit of the receive buffer's memory: twice SO_RCVBUF as set.</param>
/// <param name="SendRoom">The limit of the send buffer's.</param>
public readonly unsafe partial record struct SocketQueues(int Unread, int Outstanding, int Unsent, uint ReceiveRoom, uint SendRoom)
{
    const nuint SIOCINQ = 0x541B, SIOCOUTQ = 0x5411, SIOCOUTQNSD = 0x894B;
    const int SOL_SOCKET = 1, SO_MEMINFO = 55;
    // sk_meminfo of linux/sock_diag.h: nine numbers, of which these two are the limits.
    const int ReceiveLimit = 1, SendLimit = 3, Count = 9;

    /// <summary>What cannot be told of a kind of socket is 0.</summary>
    public static SocketQueues Of(int descriptor)
    {
        Span<uint> memory = stackalloc uint[Count];
        memory.Clear();
        KernelSocket.TryGetOption(descriptor, SOL_SOCKET, SO_MEMINFO, MemoryMarshal.AsBytes(memory), out _);
        return new(Ask(descriptor, SIOCINQ), Ask(descriptor, SIOCOUTQ), Ask(descriptor, SIOCOUTQNSD), memory[ReceiveLimit], memory[SendLimit]);
    }

    static int Ask(int descriptor, nuint request)
    {
        var value = 0;
        return ioctl(descriptor, request, &value) == 0 ? value : 0;
    }

    // Variadic in C; on Linux's x86-64 and arm64 a pointer is handed over like a named argument.
    [LibraryImport("libc", SetLastError = false)]
    private static partial int ioctl(int descriptor, nuint request, int* value);
}
