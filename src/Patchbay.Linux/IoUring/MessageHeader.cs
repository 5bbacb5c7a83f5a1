using System.Runtime.InteropServices;

namespace Patchbay.Linux.IoUring;

/// <summary>struct msghdr of a 64-bit Linux (recvmsg(2), sendmsg(2)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
public unsafe struct MessageHeader
{
    /// <summary>The peer's socket address, or null.</summary>
    [FieldOffset(0)] public void* Name;

    /// <summary>Bytes of <see cref="Name"/>; receiving, the kernel replaces the room by what it wrote.</summary>
    [FieldOffset(8)] public uint NameLength;

    /// <summary>The pieces, in order.</summary>
    [FieldOffset(16)] public IoVector* Vectors;

    /// <summary>How many pieces.</summary>
    [FieldOffset(24)] public nuint Count;

    /// <summary>Control messages (cmsg(3)), or null.</summary>
    [FieldOffset(32)] public void* Control;

    /// <summary>Bytes of <see cref="Control"/>; receiving, the kernel replaces the room by what it wrote.</summary>
    [FieldOffset(40)] public nuint ControlLength;

    /// <summary>MSG_* that a receive gives back.</summary>
    [FieldOffset(48)] public int Flags;
}
