namespace Patchbay.Linux.Packets;

/// <summary>
/// A classic BPF filter (Documentation/networking/filter.rst) for packets from their IP header on: TCP of one port, or all of it. Later fragments, and TCP behind IPv6 extension
/// headers, are left out. Pure.
/// </summary>
public static class ClassicFilter
{
    // Both headers with all their options; payload behind them nobody keeps.
    const int Kept = 160;
    const int Tcp = 6, Icmp = 1, Icmp6 = 58;
    const int Next = -1;

    // BPF_LD, BPF_LDX, BPF_ALU, BPF_JMP and BPF_RET with their sizes and modes.
    const int LoadByte = 0x30, LoadHalf = 0x28, LoadHalfAtX = 0x48, LoadByteAtX = 0x50, LoadX = 0x01, LoadXHeaderLength = 0xb1, And = 0x54, Jump = 0x05, IfEqual = 0x15, IfSet = 0x45, Return = 0x06;

    /// <summary>The instructions, struct sock_filter each: code, jump if true, jump if false, value.</summary>
    /// <param name="port">On either side; null for every port.</param>
    public static ulong[] ForTcp(ushort? port)
    {
        const int V6 = 10, Ports = 13;
        var keep = port is null ? Ports : Ports + 4;
        var drop = keep + 1;
        List<(int Code, uint Value, int WhenTrue, int WhenFalse)> code =
        [
            (LoadByte, 0, Next, Next), (And, 0xF0, Next, Next), (IfEqual, 0x60, V6, Next), (IfEqual, 0x40, Next, drop),
            // IPv4: TCP, the first fragment; X = the header's length.
            (LoadByte, 9, Next, Next), (IfEqual, Tcp, Next, drop), (LoadHalf, 6, Next, Next), (IfSet, 0x1FFF, drop, Next), (LoadXHeaderLength, 0, Next, Next), (Jump, Ports - 10, Next, Next),
            // IPv6: TCP right behind the header; X = its length.
            (LoadByte, 6, Next, Next), (IfEqual, Tcp, Next, drop), (LoadX, 40, Next, Next),
        ];
        if (port is { } wanted)
        {
            code.AddRange([(LoadHalfAtX, 0, Next, Next), (IfEqual, wanted, keep, Next), (LoadHalfAtX, 2, Next, Next), (IfEqual, wanted, keep, drop)]);
        }

        code.AddRange([(Return, Kept, Next, Next), (Return, 0, Next, Next)]);
        return [.. code.Select(static (one, at) => Make(one.Code, one.Value, Distance(at, one.WhenTrue), Distance(at, one.WhenFalse)))];
    }

    /// <summary>No packet at all.</summary>
    public static ulong[] Nothing { get; } = [Make(Return, 0, 0, 0)];

    /// <summary>
    /// Answers to probes of one family, from the IP header on: TCP to a block of ports, and the ICMP errors that say a packet was not delivered or lived too long.
    /// </summary>
    /// <param name="isV6">IPv6, where extension headers are left out; else IPv4.</param>
    /// <param name="firstPort">The first port of the block: a multiple of its size.</param>
    /// <param name="ports">The size of the block: a power of two.</param>
    public static ulong[] ForAnswers(bool isV6, ushort firstPort, int ports)
    {
        var mask = (uint)(ushort)-ports;
        List<(int Code, uint Value, int WhenTrue, int WhenFalse)> code = isV6
            ?
            [
                (LoadByte, 6, Next, Next), (IfEqual, Tcp, 4, Next), (IfEqual, Icmp6, Next, 10), (Jump, 7 - 4, Next, Next),
                (LoadHalf, 42, Next, Next), (And, mask, Next, Next), (IfEqual, firstPort, 11, 10),
                // RFC 4443: 1 is destination unreachable, 3 time exceeded.
                (LoadByte, 40, Next, Next), (IfEqual, 1, 11, Next), (IfEqual, 3, 11, 10), (Return, 0, Next, Next), (Return, Kept, Next, Next),
            ]
            :
            [
                (LoadByte, 9, Next, Next), (IfEqual, Tcp, 3, Next), (IfEqual, Icmp, 9, 13),
                (LoadHalf, 6, Next, Next), (IfSet, 0x1FFF, 13, Next), (LoadXHeaderLength, 0, Next, Next), (LoadHalfAtX, 2, Next, Next), (And, mask, Next, Next), (IfEqual, firstPort, 14, 13),
                // RFC 792: 3 is destination unreachable, 11 time exceeded.
                (LoadXHeaderLength, 0, Next, Next), (LoadByteAtX, 0, Next, Next), (IfEqual, 3, 14, Next), (IfEqual, 11, 14, 13), (Return, 0, Next, Next), (Return, Kept, Next, Next),
            ];
        return [.. code.Select(static (one, at) => Make(one.Code, one.Value, Distance(at, one.WhenTrue), Distance(at, one.WhenFalse)))];
    }

    static int Distance(int at, int target) => target == Next ? 0 : target - at - 1;

    static ulong Make(int code, uint value, int whenTrue, int whenFalse) =>
        (ushort)code | ((ulong)(byte)whenTrue << 16) | ((ulong)(byte)whenFalse << 24) | ((ulong)value << 32);
}
