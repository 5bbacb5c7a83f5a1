using System.Net.Sockets;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Asks a socket what it is, which ends it has and how full its buffers are: a few calls of getsockopt(2) and ioctl(2).</summary>
static class KernelLook
{
    const int SOL_SOCKET = 1, SO_TYPE = 3, SO_PROTOCOL = 38, SO_DOMAIN = 39;
    const int AF_UNIX = 1, AF_INET = 2, AF_INET6 = 10, AF_PACKET = 17;

    // struct tcp_info begins with bytes: state, and then counts of retransmissions, probes and backoff of the timer that runs.
    const int StateAt = 0, RetransmitsAt = 2, ProbesAt = 3, LeastInfo = 104;

    /// <summary>A look at a descriptor of ours.</summary>
    public static SocketLook At(int descriptor, bool withNames)
    {
        Span<byte> info = stackalloc byte[256];
        var isTcp = KernelSocket.TryGetTcpInfo(descriptor, info, out var length) && length >= LeastInfo;
        var look = isTcp ? Tcp(descriptor, info[..length]) : Other(descriptor);
        return withNames ? WithNames(look, descriptor) : look;
    }

    static SocketLook Tcp(int descriptor, ReadOnlySpan<byte> info)
    {
        var state = (TcpState)info[StateAt];
        var details = TcpDetails.Read(info);
        var queues = SocketQueues.Of(descriptor);
        // Of a listener the same fields count connections that wait to be accepted, and how many may.
        return state == TcpState.Listen
            ? new SocketLook { State = state, Unread = details.Unacknowledged, ReceiveRoom = Sacked(info), SendRoom = queues.SendRoom }
            : new SocketLook
            {
                State = state,
                Unread = queues.Unread,
                ReceiveRoom = queues.ReceiveRoom,
                Unsent = queues.Unsent,
                Unacknowledged = Math.Max(0, queues.Outstanding - queues.Unsent),
                SendRoom = queues.SendRoom,
                Timer = info[ProbesAt] > 0 && queues.Outstanding > 0 ? SocketTimer.ZeroWindow : info[RetransmitsAt] > 0 ? SocketTimer.Retransmission : SocketTimer.None,
                Retransmits = details.TotalRetransmits,
                RoundTrip = TimeSpan.FromMicroseconds(details.RoundTrip),
            };
    }

    static SocketLook Other(int descriptor)
    {
        var queues = SocketQueues.Of(descriptor);
        return new SocketLook { Unread = queues.Unread, ReceiveRoom = queues.ReceiveRoom, Unacknowledged = queues.Outstanding, SendRoom = queues.SendRoom };
    }

    static SocketLook WithNames(SocketLook look, int descriptor)
    {
        KernelSocket.TryGetCookie(descriptor, out var cookie);
        KernelSocket.TryGetOption(descriptor, SOL_SOCKET, SO_DOMAIN, out var domain);
        KernelSocket.TryGetOption(descriptor, SOL_SOCKET, SO_TYPE, out var type);
        KernelSocket.TryGetOption(descriptor, SOL_SOCKET, SO_PROTOCOL, out var protocol);
        Span<byte> local = stackalloc byte[KernelSocketAddress.MostBytes], remote = stackalloc byte[KernelSocketAddress.MostBytes];
        var (_, localEnd, localPath) = SocketAddressText.Read(local[..Math.Clamp(SocketCalls.LocalAddress(descriptor, local), 0, local.Length)]);
        var (_, remoteEnd, remotePath) = SocketAddressText.Read(remote[..Math.Clamp(SocketCalls.RemoteAddress(descriptor, remote), 0, remote.Length)]);
        return look with
        {
            Cookie = cookie,
            Family = Family(domain),
            Type = (SocketType)type,
            Protocol = (ProtocolType)protocol,
            Local = localEnd is { Port: 0, IsAny: true } ? null : localEnd,
            Remote = remoteEnd,
            // A client's own end of a Unix socket has no name as a rule; then the server's tells more.
            Path = string.IsNullOrEmpty(localPath) ? string.IsNullOrEmpty(remotePath) ? null : remotePath : localPath,
        };
    }

    static AddressFamily Family(int domain) => domain switch
    {
        AF_UNIX => AddressFamily.Unix,
        AF_INET => AddressFamily.InterNetwork,
        AF_INET6 => AddressFamily.InterNetworkV6,
        AF_PACKET => AddressFamily.Packet,
        _ => AddressFamily.Unknown,
    };

    // tcpi_sacked.
    static uint Sacked(ReadOnlySpan<byte> info) => System.Runtime.InteropServices.MemoryMarshal.Read<uint>(info[28..]);
}
