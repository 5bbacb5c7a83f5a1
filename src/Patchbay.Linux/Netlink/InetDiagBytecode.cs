using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>
/// A filter for sockets as the kernel runs it: a sequence of tests, each of which jumps forward. A socket is let through when the end is reached exactly, and left out when it is
/// jumped over (net/ipv4/inet_diag.c, inet_diag_bc_run). A value here is one whole filter; <see cref="And"/>, <see cref="Or"/> and <see cref="Not"/> join them.
/// </summary>
public sealed class InetDiagBytecode
{
    /// <summary>The most the kernel takes in an attribute, and what jumps of 16 bits can reach.</summary>
    public const int MaxLength = 60_000;

    const byte JMP = 1;
    const byte S_GE = 2;
    const byte S_LE = 3;
    const byte D_GE = 4;
    const byte D_LE = 5;
    const byte AUTO = 6;
    const byte S_COND = 7;
    const byte D_COND = 8;
    const byte DEV_COND = 9;
    const byte MARK_COND = 10;
    const byte S_EQ = 11;
    const byte D_EQ = 12;
    const byte CGROUP_COND = 13;

    // struct inet_diag_bc_op: code, yes, no. What is left out lands this far behind the end.
    const int OpSize = 4;

    readonly byte[] _code;

    InetDiagBytecode(byte[] code) => _code = code.Length <= MaxLength ? code : throw new ArgumentException("The filter is too long for the kernel.", nameof(code));

    /// <summary>The bytes of INET_DIAG_REQ_BYTECODE.</summary>
    public ReadOnlyMemory<byte> Code => _code;

    /// <summary>The local or remote port is at least <paramref name="port"/>.</summary>
    public static InetDiagBytecode PortAtLeast(bool local, ushort port) => Port(local ? S_GE : D_GE, port);

    /// <summary>The local or remote port is at most <paramref name="port"/>.</summary>
    public static InetDiagBytecode PortAtMost(bool local, ushort port) => Port(local ? S_LE : D_LE, port);

    /// <summary>The local or remote port is <paramref name="port"/>.</summary>
    public static InetDiagBytecode PortIs(bool local, ushort port) => Port(local ? S_EQ : D_EQ, port);

    /// <summary>The kernel chose the local port.</summary>
    public static InetDiagBytecode AutoBound() => Op(AUTO, []);

    /// <summary>The local or remote address begins with the first bits of <paramref name="address"/>. An IPv4 prefix also holds for mapped addresses.</summary>
    /// <param name="local">Local or remote.</param>
    /// <param name="address">4 bytes or 16.</param>
    /// <param name="prefix">0 to 32, or to 128.</param>
    /// <param name="port">The port too, or null.</param>
    public static InetDiagBytecode Host(bool local, ReadOnlySpan<byte> address, int prefix, ushort? port)
    {
        // struct inet_diag_hostcond: family, prefix_len, two bytes of padding, int port (-1: any), the address.
        var condition = new byte[8 + address.Length];
        condition[0] = address.Length == 4 ? InetDiagQuery.IPv4 : InetDiagQuery.IPv6;
        condition[1] = (byte)prefix;
        MemoryMarshal.Write(condition.AsSpan(4), port is { } number ? number : -1);
        address.CopyTo(condition.AsSpan(8));
        return Op(local ? S_COND : D_COND, condition);
    }

    /// <summary>The socket is bound to the interface.</summary>
    public static InetDiagBytecode Device(uint index) => Op(DEV_COND, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in index)));

    /// <summary>SO_MARK under the mask. The kernel refuses it without CAP_NET_ADMIN.</summary>
    public static InetDiagBytecode Mark(uint mark, uint mask) => Op(MARK_COND, MemoryMarshal.AsBytes([mark, mask]));

    /// <summary>The control group (v2) of the socket's maker is this one or below it.</summary>
    public static InetDiagBytecode Cgroup(ulong id) => Op(CGROUP_COND, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in id)));

    /// <summary>Both let the socket through.</summary>
    public static InetDiagBytecode And(InetDiagBytecode first, InetDiagBytecode second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        // What the first leaves out must now land behind the second.
        var code = (byte[])first._code.Clone();
        for (var at = 0; at < code.Length; at += code[at + 1])
        {
            var no = MemoryMarshal.Read<ushort>(code.AsSpan(at + 2));
            if (at + no == code.Length + OpSize)
            {
                MemoryMarshal.Write(code.AsSpan(at + 2), checked((ushort)(no + second._code.Length)));
            }
        }

        return new([.. code, .. second._code]);
    }

    /// <summary>Either lets the socket through.</summary>
    public static InetDiagBytecode Or(InetDiagBytecode first, InetDiagBytecode second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        // What the first lets through meets the jump over the second; what it leaves out lands behind that jump.
        return new([.. first._code, .. Jump(OpSize + second._code.Length), .. second._code]);
    }

    /// <summary>The filter leaves the socket out.</summary>
    public static InetDiagBytecode Not(InetDiagBytecode filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        // What was left out lands behind the jump, at the end; what was let through jumps over it.
        return new([.. filter._code, .. Jump(2 * OpSize)]);
    }

    // The port is the "no" of a second op, which is an argument and never run.
    static InetDiagBytecode Port(byte code, ushort port) => Op(code, MemoryMarshal.AsBytes([(ushort)0, port]));

    static InetDiagBytecode Op(byte code, ReadOnlySpan<byte> arguments)
    {
        var op = new byte[OpSize + arguments.Length];
        op[0] = code;
        op[1] = (byte)op.Length;
        MemoryMarshal.Write(op.AsSpan(2), (ushort)(op.Length + OpSize));
        arguments.CopyTo(op.AsSpan(OpSize));
        return new(op);
    }

    static byte[] Jump(int distance)
    {
        var op = new byte[OpSize];
        (op[0], op[1]) = (JMP, OpSize);
        MemoryMarshal.Write(op.AsSpan(2), checked((ushort)distance));
        return op;
    }
}
