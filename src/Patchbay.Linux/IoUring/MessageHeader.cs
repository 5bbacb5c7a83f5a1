using System.Runtime.InteropServices;

namespace Patchbay.Linux.IoUring;

/// <summary>struct msghdr of a 64-bit Linux, for sending without address or control data.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
public unsafe struct MessageHeader
{
    /// <summary>The pieces, in order.</summary>
    [FieldOffset(16)] public IoVector* Vectors;

    /// <summary>How many pieces.</summary>
    [FieldOffset(24)] public nuint Count;
}
