using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>One packet socket: struct packet_diag_msg of include/uapi/linux/packet_diag.h, read where it lies.</summary>
/// <param name="row">A row of <see cref="NetlinkReply"/>.</param>
public readonly ref struct PacketDiagMessage(ReadOnlySpan<byte> row)
{
    /// <summary>What the structure has without attributes.</summary>
    public const int Size = 16;

    /// <summary>struct packet_diag_info, which begins with the u32 of the interface, 0 for all.</summary>
    public const int Info = 0;

    /// <summary>A u32: the user that made the socket.</summary>
    public const int User = 5;

    /// <summary>Nine u32, as <see cref="InetDiagAttribute.SocketMemory"/>.</summary>
    public const int Memory = 6;

    readonly ReadOnlySpan<byte> _row = row.Length >= Size ? row : throw new ArgumentException("The row is shorter than struct packet_diag_msg.", nameof(row));

    /// <summary>3 with the link header (SOCK_RAW), 2 without (SOCK_DGRAM).</summary>
    public byte Kind => _row[1];

    /// <summary>The EtherType it takes; 3 (ETH_P_ALL) takes all.</summary>
    public ushort Protocol => MemoryMarshal.Read<ushort>(_row[2..]);

    /// <summary>The inode.</summary>
    public uint Inode => MemoryMarshal.Read<uint>(_row[4..]);

    /// <summary>SO_COOKIE.</summary>
    public ulong Cookie => MemoryMarshal.Read<ulong>(_row[8..]);

    /// <summary>The constants here, as they come.</summary>
    public NetlinkAttributes Attributes => new(_row[Size..]);
}
