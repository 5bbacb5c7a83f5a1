using System.Runtime.CompilerServices;

namespace Patchbay.Linux.Netlink;

/// <summary>One TCP or UDP socket: struct inet_diag_msg of include/uapi/linux/inet_diag.h, read where it lies.</summary>
/// <param name="row">A row of <see cref="NetlinkReply"/>.</param>
public readonly ref struct InetDiagMessage(ReadOnlySpan<byte> row)
{
    /// <summary>What the structure has without attributes.</summary>
    public const int Size = 72;

    readonly ReadOnlySpan<byte> _row = row.Length >= Size ? row : throw new ArgumentException("The row is shorter than struct inet_diag_msg.", nameof(row));

    /// <summary>AF_INET or AF_INET6.</summary>
    public byte Family => _row[0];

    /// <summary>The kernel's number of the state.</summary>
    public byte State => _row[1];

    /// <summary>Which timer runs: 0 none, 1 retransmission, 2 keep-alive, 3 TIME_WAIT, 4 zero window.</summary>
    public byte Timer => _row[2];

    /// <summary>Retransmissions, unanswered keep-alives or window probes, as the timer goes.</summary>
    public byte Retransmits => _row[3];

    /// <summary>The local port.</summary>
    public ushort LocalPort => (ushort)((_row[4] << 8) | _row[5]);

    /// <summary>The remote port.</summary>
    public ushort RemotePort => (ushort)((_row[6] << 8) | _row[7]);

    /// <summary>The local address: 4 bytes or 16.</summary>
    public ReadOnlySpan<byte> LocalAddress => _row.Slice(8, Family == InetDiagQuery.IPv4 ? 4 : 16);

    /// <summary>The remote address: 4 bytes or 16.</summary>
    public ReadOnlySpan<byte> RemoteAddress => _row.Slice(24, Family == InetDiagQuery.IPv4 ? 4 : 16);

    /// <summary>The interface the socket is bound to, or 0.</summary>
    public uint Interface => UInt32(40);

    /// <summary>SO_COOKIE; 0 for what has none.</summary>
    public ulong Cookie => Unsafe.ReadUnaligned<ulong>(in _row[44]);

    /// <summary>Milliseconds until the timer fires.</summary>
    public uint Expires => UInt32(52);

    /// <summary>Bytes received and not read; of a listener, connections that wait for accept(2).</summary>
    public uint ReceiveQueue => UInt32(56);

    /// <summary>Bytes written and not acknowledged; of a listener, the most that may wait.</summary>
    public uint SendQueue => UInt32(60);

    /// <summary>The user that made the socket.</summary>
    public uint User => UInt32(64);

    /// <summary>The inode; 0 when no descriptor is left.</summary>
    public uint Inode => UInt32(68);

    /// <summary>INET_DIAG_INFO … as they come; see include/uapi/linux/inet_diag.h.</summary>
    public NetlinkAttributes Attributes => new(_row[Size..]);

    /// <summary>The 48 bytes of struct inet_diag_sockid: how the socket is named in a request.</summary>
    public ReadOnlySpan<byte> Identity => _row.Slice(4, 48);

    uint UInt32(int offset) => Unsafe.ReadUnaligned<uint>(in _row[offset]);
}
