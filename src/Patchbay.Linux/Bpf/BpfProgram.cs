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

    /// <summary>to += from.</summary>
    public BpfProgram AddRegister(int to, int from) => Add(0x0f, to, from, 0, 0);

    /// <summary>to |= from.</summary>
    public BpfProgram Or(int to, int from) => Add(0x4f, to, from, 0, 0);

    /// <summary>to &amp;= value.</summary>
    public BpfProgram AndValue(int to, int value) => Add(0x57, to, 0, 0, value);

    /// <summary>to ^= value.</summary>
    public BpfProgram XorValue(int to, int value) => Add(0xa7, to, 0, 0, value);

    /// <summary>to &lt;&lt;= value.</summary>
    public BpfProgram ShiftLeftValue(int to, int value) => Add(0x67, to, 0, 0, value);

    /// <summary>to &lt;&lt;= from.</summary>
    public BpfProgram ShiftLeft(int to, int from) => Add(0x6f, to, from, 0, 0);

    /// <summary>to &gt;&gt;= value, without a sign.</summary>
    public BpfProgram ShiftRightValue(int to, int value) => Add(0x77, to, 0, 0, value);

    /// <summary>to = the stack's end - below.</summary>
    public BpfProgram StackAddress(int to, int below) => Move(to, 10).AddValue(to, -below);

    /// <summary>to = the map, by its descriptor.</summary>
    public BpfProgram Map(int to, int descriptor) => Add(0x18, to, 1, 0, descriptor).Add(0, 0, 0, 0, 0);

    /// <summary>Calls a helper of the kernel's: include/uapi/linux/bpf.h.</summary>
    public BpfProgram Call(BpfHelper helper) => Add(0x85, 0, 0, 0, (int)helper);

    /// <summary>Goes to the label.</summary>
    public BpfProgram Jump(BpfLabel label) => JumpTo(label, 0x05, 0, 0, 0);

    /// <summary>Goes to the label if register == value.</summary>
    public BpfProgram JumpIfEqual(int register, int value, BpfLabel label) => JumpTo(label, 0x15, register, 0, value);

    /// <summary>Goes to the label if register &lt; value, without a sign.</summary>
    public BpfProgram JumpIfBelow(int register, int value, BpfLabel label) => JumpTo(label, 0xa5, register, 0, value);

    /// <summary>Goes to the label if register &gt;= other, without a sign.</summary>
    public BpfProgram JumpIfNotBelow(int register, int other, BpfLabel label) => JumpTo(label, 0x3d, register, other, 0);

    /// <summary>The label is here.</summary>
    public BpfProgram Mark(BpfLabel label)
    {
        label.At = _code.Count;
        foreach (var from in label.From)
        {
            Aim(from, label.At);
        }

        return this;
    }

    /// <summary>Ends unless the low half of the register equals the value.</summary>
    public BpfProgram EndUnless32(int register, int value) => Add(0x16, register, 0, 2, value).End();

    /// <summary>return 0.</summary>
    public BpfProgram End() => Set(0, 0).Add(0x95, 0, 0, 0, 0);

    BpfProgram JumpTo(BpfLabel label, int operation, int register, int other, int value)
    {
        label.From.Add(_code.Count);
        Add(operation, register, other, 0, value);
        if (label.At >= 0)
        {
            Aim(_code.Count - 1, label.At);
        }

        return this;
    }

    // Offsets count from the instruction behind the jump.
    void Aim(int from, int to) => _code[from] = (_code[from] & ~0xFFFF0000ul) | ((ulong)(ushort)(to - from - 1) << 16);

    BpfProgram Add(int operation, int to, int from, int offset, int value)
    {
        _code.Add((byte)operation | ((ulong)(byte)((from << 4) | to) << 8) | ((ulong)(ushort)offset << 16) | ((ulong)(uint)value << 32));
        return this;
    }
}
