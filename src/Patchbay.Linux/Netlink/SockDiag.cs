namespace Patchbay.Linux.Netlink;

/// <summary>Asks the kernel for its tables of sockets (sock_diag(7)): those of the network namespace of the calling thread. Needs no rights. Linux only.</summary>
public static class SockDiag
{
    const ushort SOCK_DIAG_BY_FAMILY = 20;
    const ushort SOCK_DESTROY = 21;

    // Older than SOCK_DIAG_BY_FAMILY, and the only request that walks the table of TCP once for both families.
    const ushort TCPDIAG_GETSOCK = 18;
    const ushort INET_DIAG_REQ_BYTECODE = 1;
    const byte AF_UNIX = 1;
    const byte AF_PACKET = 17;

    // UDIAG_SHOW_NAME, _PEER, _RQLEN, _MEMINFO, _UID.
    const uint UnixShow = 0x1 | 0x4 | 0x10 | 0x20 | 0x40;

    // PACKET_SHOW_INFO, _MEMINFO. The user comes with the first.
    const uint PacketShow = 0x1 | 0x10;

    /// <summary>TCP or UDP sockets; each row is an <see cref="InetDiagMessage"/>.</summary>
    /// <exception cref="NetlinkException">The kernel lacks the table (ENOENT), refuses the filter (EINVAL), or a part of it without CAP_NET_ADMIN (EPERM).</exception>
    public static NetlinkReply Inet(InetDiagQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var isTcp = query.Protocol == InetDiagQuery.Tcp;
        var operation = isTcp ? "list the TCP sockets" : "list the UDP sockets";
        NetlinkRequest request;
        if (query.Family == 0 && isTcp)
        {
            // struct inet_diag_req: family, source length, destination length, extensions, sockid, states, dbs.
            request = new NetlinkRequest(operation, TCPDIAG_GETSOCK, NetlinkRequest.Dump)
                .Add([0, 0, 0, (byte)query.Extensions]).Add(new byte[48]).Add(query.States).Add(0u);
        }
        else
        {
            // struct inet_diag_req_v2: family, protocol, extensions, padding, states, sockid.
            request = new NetlinkRequest(operation, SOCK_DIAG_BY_FAMILY, NetlinkRequest.Dump)
                .Add([query.Family, query.Protocol, (byte)query.Extensions, 0]).Add(query.States).Add(new byte[48]);
        }

        if (!query.Bytecode.IsEmpty)
        {
            request.AddAttribute(INET_DIAG_REQ_BYTECODE, query.Bytecode.Span);
        }

        return new NetlinkReply(NetlinkProtocol.SockDiag, request);
    }

    /// <summary>Unix sockets; each row is a <see cref="UnixDiagMessage"/>.</summary>
    /// <param name="states">A bit for each state.</param>
    /// <exception cref="NetlinkException">The kernel lacks the table (ENOENT).</exception>
    public static NetlinkReply Unix(uint states = uint.MaxValue) =>
        new(NetlinkProtocol.SockDiag, new NetlinkRequest("list the Unix sockets", SOCK_DIAG_BY_FAMILY, NetlinkRequest.Dump)
            .Add([AF_UNIX, 0, 0, 0]).Add(states).Add(0u).Add(UnixShow).Add(0ul));

    /// <summary>Packet sockets; each row is a <see cref="PacketDiagMessage"/>.</summary>
    /// <exception cref="NetlinkException">The kernel lacks the table (ENOENT).</exception>
    public static NetlinkReply Packet() =>
        new(NetlinkProtocol.SockDiag, new NetlinkRequest("list the packet sockets", SOCK_DIAG_BY_FAMILY, NetlinkRequest.Dump)
            .Add([AF_PACKET, 0, 0, 0]).Add(0u).Add(PacketShow).Add(0ul));

    /// <summary>
    /// Ends a socket as if its connection had been reset: its program gets ECONNABORTED, the peer an RST. Needs CAP_NET_ADMIN, and a kernel with CONFIG_INET_DIAG_DESTROY.
    /// </summary>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="protocol"><see cref="InetDiagQuery.Tcp"/> or <see cref="InetDiagQuery.Udp"/>.</param>
    /// <param name="identity"><see cref="InetDiagMessage.Identity"/>: with the cookie, so that no other socket is hit.</param>
    /// <returns>0; or minus the errno: EPERM without the right, ENOENT when it is gone, EOPNOTSUPP when the kernel cannot.</returns>
    public static int Destroy(byte family, byte protocol, ReadOnlySpan<byte> identity)
    {
        var request = new NetlinkRequest("end a socket", SOCK_DESTROY, NetlinkRequest.Act).Add([family, protocol, 0, 0]).Add(uint.MaxValue).Add(identity);
        try
        {
            using var reply = new NetlinkReply(NetlinkProtocol.SockDiag, request);
            while (reply.MoveNext())
            {
            }

            return 0;
        }
        catch (NetlinkException error)
        {
            return -error.Errno;
        }
    }
}
