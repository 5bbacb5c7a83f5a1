using System.Net;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.Packets;

namespace Patchbay.Probing;

/// <summary>
/// One socket for many peers (UDP, or ICMP), which keeps ICMP errors with their reporter (ip(7), IP_RECVERR) and tells when the kernel received what. Nothing waits and nothing is
/// allocated. For one thread.
/// </summary>
sealed class UnconnectedSocket : IDisposable
{
    const int AF_INET = 2;
    const int AF_INET6 = 10;
    const int SOL_SOCKET = 1;
    const int SO_RCVBUF = 8;
    const int SO_TIMESTAMPNS = 35;
    const int SOL_IP = 0;
    const int IP_TTL = 2;
    const int IP_RECVTTL = 12;
    const int SOL_IPV6 = 41;
    const int IPV6_V6ONLY = 26;
    const int IPV6_RECVHOPLIMIT = 51;
    const int IPV6_HOPLIMIT = 52;

    // What a pending error may hold up: each failed send takes one off, so that only a flood of them comes so far.
    const int MostResends = 64;

    readonly byte[] _body;
    readonly byte[] _name = new byte[AddressKey.MostBytes];
    readonly ulong[] _control = new ulong[32];

    UnconnectedSocket(int descriptor, bool isIpv6, int room) => (Descriptor, IsIpv6, _body) = (descriptor, isIpv6, new byte[room]);

    /// <summary>For epoll(7).</summary>
    public int Descriptor { get; }

    /// <summary>Its family.</summary>
    public bool IsIpv6 { get; }

    /// <summary>When the last message was sent, as <see cref="ScanClock"/> counts.</summary>
    public long SentAt { get; private set; }

    /// <summary>Opens one.</summary>
    /// <param name="isIpv6">The family.</param>
    /// <param name="type">SOCK_DGRAM 2 or SOCK_RAW 3.</param>
    /// <param name="protocol">0, or ICMP's number.</param>
    /// <param name="room">Bytes kept of what comes.</param>
    /// <param name="errno">Why not.</param>
    public static UnconnectedSocket? TryOpen(bool isIpv6, int type, int protocol, int room, out int errno)
    {
        var descriptor = SocketCalls.Socket(isIpv6 ? AF_INET6 : AF_INET, type, protocol);
        errno = descriptor < 0 ? -descriptor : 0;
        if (descriptor < 0)
        {
            return null;
        }

        _ = SocketErrorQueue.Enable(descriptor, isIpv6);
        foreach (var (level, option) in isIpv6 ? ((int, int)[])[(SOL_IPV6, IPV6_RECVHOPLIMIT), (SOL_IPV6, IPV6_V6ONLY)] : [(SOL_IP, IP_RECVTTL)])
        {
            _ = SocketCalls.SetOption(descriptor, level, option, 1);
        }

        _ = SocketCalls.SetOption(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1);

        // The first call of a function is slow, and would be told as the first round trip.
        _ = RawCalls.SendTo(-1, default, default);
        return new UnconnectedSocket(descriptor, isIpv6, room);
    }

    /// <summary>Asks for room to receive, beyond the system's limit where we may; returns what there is, as the kernel counts: with its own overhead.</summary>
    public int SetReceiveBuffer(int bytes)
    {
        _ = SocketCalls.SetReceiveBuffer(Descriptor, bytes);
        return KernelSocket.TryGetOption(Descriptor, SOL_SOCKET, SO_RCVBUF, out var got) ? got : 0;
    }

    /// <summary>TTL or hop limit of what is sent, 1 to 255.</summary>
    public void SetTimeToLive(byte hops) => _ = SocketCalls.SetTimeToLive(Descriptor, IsIpv6, hops);

    /// <summary>
    /// Sends. An ICMP error that came since the last call makes the kernel refuse the next send without sending (sk_err): that is read by <paramref name="takeErrors"/> and the send
    /// repeated, so that what remains is of this message.
    /// </summary>
    /// <param name="bytes">One message.</param>
    /// <param name="address">Where to.</param>
    /// <param name="takeErrors">Reads the error queue to its end.</param>
    /// <returns>0, or minus the errno: EAGAIN and ENOBUFS pass, others say that this peer cannot be sent to.</returns>
    public int Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> address, Action takeErrors)
    {
        SentAt = ScanClock.Now;
        var result = RawCalls.SendTo(Descriptor, bytes, address);
        for (var i = 0; result < 0 && MayBePending(-result) && i < MostResends; i++)
        {
            takeErrors();
            SentAt = ScanClock.Now;
            result = RawCalls.SendTo(Descriptor, bytes, address);

            // The same twice, with an empty queue between: it is about this message.
            if (result < 0 && !HasPending())
            {
                break;
            }
        }

        return Math.Min(result, 0);
    }

    /// <summary>Takes the next report of the error queue.</summary>
    public bool TryReadError(out Arrival arrival) => TryRead(isError: true, out arrival);

    /// <summary>Takes the next datagram.</summary>
    public bool TryRead(out Arrival arrival) => TryRead(isError: false, out arrival);

    public void Dispose() => _ = SocketCalls.Close(Descriptor);

    bool HasPending() => PlainSocketCalls.Poll(Descriptor, PollEvents.Error, 0) is > 0 and var events && ((PollEvents)events & PollEvents.Error) != 0;

    // What icmp_err_convert and its sister of IPv6 make of ICMP.
    static bool MayBePending(int errno) => errno is Errno.ECONNREFUSED or Errno.EHOSTUNREACH or Errno.ENETUNREACH or Errno.EHOSTDOWN or Errno.EACCES or Errno.EPROTO or Errno.EMSGSIZE or Errno.EOPNOTSUPP
        or 64 /* ENONET */ or 92 /* ENOPROTOOPT */ or Errno.EPERM;

    bool TryRead(bool isError, out Arrival arrival)
    {
        arrival = default;
        var buffers = new MessageBuffers { Body = _body, Name = _name, Control = MemoryMarshal.AsBytes(_control.AsSpan()) };
        int length;
        for (var i = 0; ; i++)
        {
            length = isError ? RawCalls.ReceiveError(Descriptor, ref buffers) : RawCalls.Receive(Descriptor, ref buffers);
            if (length >= 0)
            {
                break;
            }

            // A pending error is told by a receive as well, instead of the datagram behind it.
            if (isError || length == -Errno.EAGAIN || i == 4)
            {
                return false;
            }
        }

        arrival.Length = length;
        arrival.Body = _body.AsSpan(0, Math.Min(length, _body.Length));
        arrival.Peer = buffers.Name;
        // Both clocks at one moment: what passes between them would be taken for time that the datagram lay in the queue.
        var wall = DateTime.UtcNow.Ticks;
        arrival.At = ScanClock.Now;
        foreach (var message in new ControlMessages(buffers.Control))
        {
            if (message.Is(SOL_SOCKET, SO_TIMESTAMPNS, 16))
            {
                arrival.At -= SinceStamp(message.Data, wall);
            }
            else if (message.Is(SOL_IP, IP_TTL, sizeof(int)) || message.Is(SOL_IPV6, IPV6_HOPLIMIT, sizeof(int)))
            {
                arrival.TimeToLive = (byte)MemoryMarshal.Read<int>(message.Data);
            }
        }

        arrival.IsError = isError && ErrorReport.TryFind(buffers.Control, out arrival.Report);
        return !isError || arrival.IsError || TryRead(isError, out arrival);
    }

    /// <summary>Microseconds since the kernel's stamp, which is of the wall clock: a clock that was set in between gives none.</summary>
    static long SinceStamp(ReadOnlySpan<byte> stamp, long wall)
    {
        var since = (wall - DateTime.UnixEpoch.Ticks) - (MemoryMarshal.Read<long>(stamp) * TimeSpan.TicksPerSecond) - (MemoryMarshal.Read<long>(stamp[8..]) / 100);
        return since is > 0 and < TimeSpan.TicksPerSecond ? since / TimeSpan.TicksPerMicrosecond : 0;
    }

    /// <summary>An address in a report: the reporter's. Null when nobody is to blame.</summary>
    public static IPAddress? AddressOf(ReadOnlySpan<byte> socketAddress) => (KernelSocketAddress.Read(socketAddress) as IPEndPoint)?.Address;
}
