namespace Patchbay.Linux.Bpf;

/// <summary>
/// Puts a program of the kernel's virtual machine together (RFC 9669). Registers: r0 result, r1 to r5 arguments and lost over calls, r6 to r9 kept, r10 the end of a stack of 512
/// bytes. Not thread-safe.
/// </summary>
sealed class BpfProgram
{
    readonly List<ulong> _code = [];

    public ReadOnlySpan<ulong> Code => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_code);

    /// <summary>to = *(u64 *)(from + offset).</summary>
    public BpfProgram Load64(int to, int from, int offset) => Add(0x79, to, from, offset, 0);

    /// <summary>*(u64 *)(to + offset) = from.</summary>
    public BpfProgram Store64(int to, int offset, int from) => Add(0x7b, to, from, offset, 0);

    /// <summary>*(u32 *)(to + offset) = from.</summary>
    public BpfProgram Store32(int to, int offset, int from) => Add(0x63, to, from, offset, 0);

    /// <summary>*(u64 *)(to + offset) = value.</summary>
    public BpfProgram StoreValue64(int to, int offset, int value) => Add(0x7a, to, 0, offset, value);

    /// <summary>*(u32 *)(to + offset) = value.</summary>
    public BpfProgram StoreValue32(int to, int offset, int value) => Add(0x62, to, 0, offset, value);

    /// <summary>to = from.</summary>
    public BpfProgram Move(int to, int from) => Add(0xbf, to, from, 0, 0);

    /// <summary>to = value.</summary>
    public BpfProgram Set(int to, int value) => Add(0xb7, to, 0, 0, value);

    /// <summary>to += value.</summary>
    public BpfProgram AddValue(int to, int value) => Add(0x07, to, 0, 0, value);

    /// <summary>to = the stack's end - below.</summary>
    public BpfProgram StackAddress(int to, int below) => Move(to, 10).AddValue(to, -below);

    /// <summary>to = the map, by its descriptor.</summary>
    public BpfProgram Map(int to, int descriptor) => Add(0x18, to, 1, 0, descriptor).Add(0, 0, 0, 0, 0);

    /// <summary>Calls a helper of the kernel's: include/uapi/linux/bpf.h.</summary>
    public BpfProgram Call(BpfHelper helper) => Add(0x85, 0, 0, 0, (int)helper);

    /// <summary>Ends unless the low half of the register equals the value.</summary>
    public BpfProgram EndUnless32(int register, int value) => Add(0x16, register, 0, 2, value).End();

    /// <summary>return 0.</summary>
    public BpfProgram End() => Set(0, 0).Add(0x95, 0, 0, 0, 0);

    BpfProgram Add(int operation, int to, int from, int offset, int value)
    {
        _code.Add((byte)operation | ((ulong)(byte)((from << 4) | to) << 8) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)value << 32));
        return this;
    }
}
