using System.Net;

namespace Patchbay.Sockets;

/// <summary>How a <see cref="DatagramSocket"/> is opened. Read once, when it is opened.</summary>
public sealed record DatagramOptions
{
    /// <summary>Where to receive: an <see cref="IPEndPoint"/> or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>.</summary>
    /// <remarks>Default null: any free port of the remote's family; a Unix socket then has an abstract name of the kernel's (autobind, unix(7)), so that it can be answered.</remarks>
    public EndPoint? Local { get; init; }

    /// <summary>The only peer: the socket is connected (connect(2)), takes datagrams from nobody else and learns of ICMP errors.</summary>
    /// <remarks>Default null: unconnected; every datagram carries its own peer.</remarks>
    public EndPoint? Remote { get; init; }

    /// <summary>Several sockets may receive on the address: SO_REUSEADDR, which multicast receivers of one machine need.</summary>
    /// <remarks>Default false. Risk: a unicast datagram then goes to one of them, which one is not said.</remarks>
    public bool ReuseAddress { get; init; }

    /// <summary>Bytes the kernel keeps for us in each direction (SO_RCVBUF, SO_SNDBUF; the kernel doubles it, and caps it at net.core.rmem_max for users without CAP_NET_ADMIN).</summary>
    /// <remarks>Default null: the kernel's own. Range 2 KiB to 1 GiB. Too small: datagrams are dropped, see <see cref="DatagramSocket.Dropped"/>.</remarks>
    public int? BufferSize { get; init; }

    /// <summary>May send to broadcast addresses (SO_BROADCAST).</summary>
    /// <remarks>Default false: such a send fails with EACCES.</remarks>
    public bool Broadcast { get; init; }

    /// <summary>Tell, for each datagram, which of our addresses and interfaces it came to (IP_PKTINFO): see <see cref="DatagramBatch.ArrivedAt"/>.</summary>
    /// <remarks>Default false: it costs a control message a datagram.</remarks>
    public bool TellArrival { get; init; }

    /// <summary>Let the kernel hand over and take runs of equal datagrams in one piece (UDP_GRO, UDP_SEGMENT; udp(7)), where it can.</summary>
    /// <remarks>
    /// Default true. Ignored where the kernel has none. Datagrams keep their boundaries either way. Each of the 64 messages that one receive takes at most may
    /// then be a run, so a batch sets room for 64 runs aside (<see cref="DatagramBatch"/>).
    /// </remarks>
    public bool Offload { get; init; } = true;

    /// <summary>What multicast needs; null for none.</summary>
    public MulticastOptions? Multicast { get; init; }
}
