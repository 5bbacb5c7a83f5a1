using System.Buffers.Binary;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>
/// A socket as the kernel's table shows it. A <see cref="SocketReader"/> fills the same row again and again: <see cref="Copy"/> what is to be kept.
/// </summary>
public sealed class SocketRow
{
    static readonly SocketOwner[] NoOwners = [];

    /// <summary>Which table it stands in.</summary>
    public SocketKind Kind { get; internal set; }

    /// <summary>The state; of anything but TCP, <see cref="TcpState.Established"/> when connected, <see cref="TcpState.Listen"/> for a Unix listener, else <see cref="TcpState.Closed"/>.</summary>
    public TcpState State { get; internal set; }

    /// <summary>The local end; of TCP, UDP and raw sockets.</summary>
    public SocketEnd Local { get; internal set; }

    /// <summary>The remote end; all zeros when there is none.</summary>
    public SocketEnd Remote { get; internal set; }

    /// <summary>IPV6_V6ONLY, where the kernel tells: of IPv6 sockets that listen or are not connected.</summary>
    public bool? IsV6Only { get; internal set; }

    /// <summary>The number of the interface the socket is bound to, or a packet socket listens on; 0 for all.</summary>
    public uint Interface { get; internal set; }

    /// <summary>The name a Unix socket is bound to, with <c>@</c> for the abstract namespace; of a packet socket, the EtherType it takes. Null for none.</summary>
    public string? Name { get; internal set; }

    /// <summary>The inode of a Unix socket's other end; 0 for none.</summary>
    public ulong PeerInode { get; internal set; }

    /// <summary>Bytes received and not read (a FIN counts one); of a listener, connections that wait to be accepted.</summary>
    public uint ReceiveQueue { get; internal set; }

    /// <summary>Bytes written and not acknowledged; of a listener, how many connections may wait: the backlog.</summary>
    public uint SendQueue { get; internal set; }

    /// <summary>The user that made the socket.</summary>
    public uint User { get; internal set; }

    /// <summary>The inode, as in /proc/PID/fd; 0 when no descriptor is left (TIME_WAIT).</summary>
    public ulong Inode { get; internal set; }

    /// <summary>SO_COOKIE; 0 where the table has none.</summary>
    public ulong Cookie { get; internal set; }

    /// <summary>Which timer runs.</summary>
    public SocketTimer Timer { get; internal set; }

    /// <summary>Milliseconds until it fires.</summary>
    public uint TimerMilliseconds { get; internal set; }

    /// <summary>Retransmissions, unanswered keep-alives or window probes, as the timer goes.</summary>
    public int Retransmits { get; internal set; }

    /// <summary>SO_MARK; null without CAP_NET_ADMIN.</summary>
    public uint? Mark { get; internal set; }

    /// <summary>The control group (v2) of the maker; null where the table does not tell.</summary>
    public ulong? Cgroup { get; internal set; }

    /// <summary>The kernel chose the local port; known only while a filter asks for it.</summary>
    internal bool IsAutoBound { get; set; }

    /// <summary>What the kernel measures of a TCP connection; null unless asked for.</summary>
    public TcpDetails? Tcp { get; internal set; }

    /// <summary>The congestion control; null unless <see cref="SocketDetails.TcpInfo"/> was asked for.</summary>
    public string? Congestion { get; internal set; }

    /// <summary>The buffers; null unless asked for.</summary>
    public SocketMemory? Memory { get; internal set; }

    /// <summary>The processes that hold it; empty when not asked for, when none is left, and when they are not ours to see.</summary>
    public IReadOnlyList<SocketOwner> Owners { get; internal set; } = NoOwners;

    /// <summary>Waits for connections.</summary>
    public bool IsListener => State == TcpState.Listen;

    /// <summary>Has an IP address: TCP, UDP, raw.</summary>
    public bool IsInet => Kind <= SocketKind.Raw;

    /// <summary>Listens on IPv6 and takes IPv4 too.</summary>
    public bool IsDualStack => IsInet && Local is { Host: { IsV6: true, IsMapped: false }, IsAny: true } && IsV6Only == false;

    /// <summary>Connected to another socket.</summary>
    public bool HasRemote => IsInet ? Remote.Port != 0 || !Remote.IsAny : PeerInode != 0;

    /// <summary>Who can be at the other end: by the remote address where there is one, else by the local one.</summary>
    public SocketScope Scope =>
        !IsInet ? SocketScope.None
        : !HasRemote ? Local.Host.Scope
        : Remote.Host == Local.Host ? SocketScope.Loopback
        : Remote.Host.Scope;

    /// <summary>A row of its own with the same content.</summary>
    public SocketRow Copy() => (SocketRow)MemberwiseClone();

    /// <summary>struct inet_diag_sockid: ports and addresses in network order, interface, cookie.</summary>
    internal byte[] ToIdentity()
    {
        var identity = new byte[48];
        BinaryPrimitives.WriteUInt16BigEndian(identity, Local.Port);
        BinaryPrimitives.WriteUInt16BigEndian(identity.AsSpan(2), Remote.Port);
        Local.Host.ToBytes().CopyTo(identity, 4);
        Remote.Host.ToBytes().CopyTo(identity, 20);
        BitConverter.TryWriteBytes(identity.AsSpan(36), Interface);
        BitConverter.TryWriteBytes(identity.AsSpan(40), Cookie);
        return identity;
    }

    internal void Clear()
    {
        (Local, Remote) = (default, default);
        (IsV6Only, Interface, Name, PeerInode) = (null, 0, null, 0);
        (ReceiveQueue, SendQueue, User, Inode, Cookie) = (0, 0, 0, 0, 0);
        (Timer, TimerMilliseconds, Retransmits) = (SocketTimer.None, 0, 0);
        (Mark, Cgroup, Tcp, Congestion, Memory) = (null, null, null, null, null);
        (Owners, IsAutoBound) = (NoOwners, false);
    }
}
