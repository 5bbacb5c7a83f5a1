using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>One Unix socket: struct unix_diag_msg of include/uapi/linux/unix_diag.h, read where it lies.</summary>
/// <param name="row">A row of <see cref="NetlinkReply"/>.</param>
public readonly ref struct UnixDiagMessage(ReadOnlySpan<byte> row)
{
    /// <summary>What the structure has without attributes.</summary>
    public const int Size = 16;

    /// <summary>The bound name; an abstract one begins with a zero.</summary>
    public const int Name = 0;

    /// <summary>A u32: the inode of the other end.</summary>
    public const int Peer = 2;

    /// <summary>Two u32: the queues. Of a listener, connections that wait and the most that may.</summary>
    public const int Queues = 4;

    /// <summary>Nine u32, as <see cref="InetDiagAttribute.SocketMemory"/>.</summary>
    public const int Memory = 5;

    /// <summary>A byte: which directions are shut down.</summary>
    public const int Shutdown = 6;

    /// <summary>A u32: the user that made the socket (Linux 5.3).</summary>
    public const int User = 7;

    readonly ReadOnlySpan<byte> _row = row.Length >= Size ? row : throw new ArgumentException("The row is shorter than struct unix_diag_msg.", nameof(row));

    /// <summary>1 stream, 2 datagram, 5 sequenced packets.</summary>
    public byte Kind => _row[1];

    /// <summary>The kernel's number of the state: 1 connected, 7 not, 10 listening.</summary>
    public byte State => _row[2];

    /// <summary>The inode.</summary>
    public uint Inode => MemoryMarshal.Read<uint>(_row[4..]);

    /// <summary>SO_COOKIE.</summary>
    public ulong Cookie => MemoryMarshal.Read<ulong>(_row[8..]);

    /// <summary>The constants here, as they come.</summary>
    public NetlinkAttributes Attributes => new(_row[Size..]);
}
