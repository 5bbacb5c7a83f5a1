using System.Runtime.InteropServices;

namespace Patchbay.Linux.IoUring;

/// <summary>struct iovec: one piece of memory.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct IoVector
{
    /// <summary>Where it starts.</summary>
    public void* Base;

    /// <summary>How many bytes.</summary>
    public nuint Length;
}
