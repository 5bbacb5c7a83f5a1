using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>One attempt to connect that is given up with a reset, so that nothing is left behind. The caller watches <see cref="Descriptor"/> for writing. For one thread.</summary>
sealed class TcpKnock : IDisposable
{
    const int SOCK_STREAM = 1;
    const int IPPROTO_TCP = 6;
    const int TCP_INFO_SIZE = 104;

    static bool s_isWarm;

    readonly IPEndPoint _target;
    bool _refusedAtOnce;

    TcpKnock(int descriptor, IPEndPoint target) => (Descriptor, _target) = (descriptor, target);

    /// <summary>For epoll(7): writable, or with an error, when the attempt is over.</summary>
    public int Descriptor { get; }

    /// <summary>When it began, as <see cref="ScanClock"/> counts.</summary>
    public long BegunAt { get; private init; }

    /// <summary>Begins.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="hops">TTL or hop limit; null for the system's.</param>
    /// <param name="errno">Why not: 0 when it is under way, or over already.</param>
    public static TcpKnock? TryBegin(IPEndPoint target, byte? hops, out int errno)
    {
        var isIpv6 = target.AddressFamily == AddressFamily.InterNetworkV6;
        var descriptor = SocketCalls.Socket(isIpv6 ? 10 : 2, SOCK_STREAM, IPPROTO_TCP);
        errno = descriptor < 0 ? -descriptor : 0;
        if (descriptor < 0)
        {
            return null;
        }

        _ = StreamCalls.SetNonBlocking(descriptor);
        _ = SocketCalls.SetAbortOnClose(descriptor);
        _ = SocketErrorQueue.Enable(descriptor, isIpv6);
        if (hops is { } limit)
        {
            _ = SocketCalls.SetTimeToLive(descriptor, isIpv6, limit);
        }

        Span<byte> address = stackalloc byte[AddressKey.MostBytes];
        var length = KernelSocketAddress.Write(target.Address, (ushort)target.Port, address);
        if (!s_isWarm)
        {
            // The first call of a function is slow, and would be told as the first round trip.
            _ = StreamCalls.Connect(-1, default);
            s_isWarm = true;
        }

        var begunAt = ScanClock.Now;
        var result = StreamCalls.Connect(descriptor, address[..length]);
        if (result < 0 && -result is not (Errno.EINPROGRESS or Errno.ECONNREFUSED))
        {
            errno = -result;
            _ = SocketCalls.Close(descriptor);
            return null;
        }

        return new TcpKnock(descriptor, target) { _refusedAtOnce = result == -Errno.ECONNREFUSED, BegunAt = begunAt };
    }

    /// <summary>The answer was there when the attempt began: loopback.</summary>
    public bool IsOver => _refusedAtOnce;

    /// <summary>How it ended.</summary>
    /// <param name="icmp">The ICMP error that ended it; null for another end.</param>
    /// <param name="repeats">SYNs that the kernel sent after the first, before the answer.</param>
    /// <returns>0 for an open port, else the errno: ECONNREFUSED without <paramref name="icmp"/> is a reset.</returns>
    public int Result(out IcmpError? icmp, out int repeats)
    {
        icmp = null;
        repeats = 0;
        var errno = _refusedAtOnce ? Errno.ECONNREFUSED : StreamCalls.TakeError(Descriptor);
        while (SocketErrorQueue.TryRead(Descriptor, out var entry))
        {
            if (entry.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6)
            {
                icmp ??= new IcmpError(entry.Origin == SocketErrorOrigin.Icmp ? 4 : 6, entry.Type, entry.Code, entry.Offender);
            }
        }

        if (errno == 0)
        {
            Span<byte> info = stackalloc byte[TCP_INFO_SIZE];
            if (KernelSocket.TryGetTcpInfo(Descriptor, info, out var length) && length >= TCP_INFO_SIZE)
            {
                // tcpi_total_retrans: the last of the old part of struct tcp_info.
                repeats = MemoryMarshal.Read<int>(info[100..]);
            }

            // The kernel lent the port asked for as our own, and the socket met itself (RFC 9293 section 3.5): nobody listens.
            return _target.Equals(PlainSocketCalls.LocalEnd(Descriptor)) ? Errno.ECONNREFUSED : 0;
        }

        return errno;
    }

    public void Dispose() => _ = SocketCalls.Close(Descriptor);
}
