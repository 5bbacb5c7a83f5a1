using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Patchbay.Linux.Bpf;

/// <summary>What a tracepoint told of a socket: read where it lies.</summary>
/// <param name="bytes">A record of <see cref="SocketTracepoints"/>.</param>
public readonly ref struct SocketRecord(ReadOnlySpan<byte> bytes)
{
    internal const int CommonAt = 40;
    internal const int CommonSize = 96;

    /// <summary>Bytes of a record.</summary>
    public const int Size = CommonAt + CommonSize;

    // struct sock_common (include/net/sock.h), since Linux 3.14; SocketTracepoints checks them against the kernel's own word.
    internal const int RemoteV4At = 0;
    internal const int LocalV4At = 4;
    internal const int RemotePortAt = 12;
    internal const int LocalPortAt = 14;
    internal const int FamilyAt = 16;
    internal const int NamespaceAt = 48;
    internal const int RemoteV6At = 56;
    internal const int LocalV6At = 72;
    internal const int CookieAt = 88;

    readonly ReadOnlySpan<byte> _bytes = bytes.Length >= Size ? bytes : throw new ArgumentException("The record is too short.", nameof(bytes));

    /// <summary>CLOCK_MONOTONIC, nanoseconds.</summary>
    public long Time => MemoryMarshal.Read<long>(_bytes);

    /// <summary>The socket's address in the kernel: its identity while it lives.</summary>
    public ulong Key => MemoryMarshal.Read<ulong>(_bytes[8..]);

    /// <summary>Which tracepoint.</summary>
    public SocketTracepoint Tracepoint => (SocketTracepoint)MemoryMarshal.Read<int>(_bytes[16..]);

    /// <summary>The state before, by the kernel's numbers; of <see cref="SocketTracepoint.State"/>.</summary>
    public int Before => MemoryMarshal.Read<int>(_bytes[20..]);

    /// <summary>The state now.</summary>
    public int Now => MemoryMarshal.Read<int>(_bytes[24..]);

    /// <summary>AF_INET or AF_INET6.</summary>
    public int Family => MemoryMarshal.Read<ushort>(Common[FamilyAt..]);

    /// <summary>The local port; 0 before it has one.</summary>
    public ushort LocalPort => MemoryMarshal.Read<ushort>(Common[LocalPortAt..]) is > 0 and var port ? port : BinaryPrimitives.ReadUInt16BigEndian(_bytes[32..]);

    /// <summary>The remote port; 0 before it has one.</summary>
    public ushort RemotePort => BinaryPrimitives.ReadUInt16BigEndian(Common[RemotePortAt..]);

    /// <summary>4 bytes or 16.</summary>
    public ReadOnlySpan<byte> LocalAddress => Family == Netlink.InetDiagQuery.IPv6 ? Common.Slice(LocalV6At, 16) : Common.Slice(LocalV4At, 4);

    /// <summary>4 bytes or 16.</summary>
    public ReadOnlySpan<byte> RemoteAddress => Family == Netlink.InetDiagQuery.IPv6 ? Common.Slice(RemoteV6At, 16) : Common.Slice(RemoteV4At, 4);

    /// <summary>SO_COOKIE; 0 when nobody asked for it yet.</summary>
    public ulong Cookie => MemoryMarshal.Read<ulong>(Common[CookieAt..]);

    ReadOnlySpan<byte> Common => _bytes.Slice(CommonAt, CommonSize);
}
