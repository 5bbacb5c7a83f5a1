using System.Runtime.InteropServices;

namespace Patchbay.Linux.IoUring;

/// <summary>struct io_uring_cqe.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct CompletionEntry
{
    readonly ulong _userData;
    readonly int _result;
    readonly uint _flags;

    /// <summary>A completion that the kernel did not make: the fault seam's.</summary>
    public CompletionEntry(ulong userData, int result)
    {
        _userData = userData;
        _result = result;
    }

    /// <summary>What the submission carried.</summary>
    public ulong UserData => _userData;

    /// <summary>The system call's result: a count, a descriptor, or minus the errno.</summary>
    public int Result => _result;

    /// <summary>A multishot operation lives on: more completions will come.</summary>
    public bool HasMore => (_flags & IoUringFlags.CQE_F_MORE) != 0;

    /// <summary>A buffer of the group was used.</summary>
    public bool HasBuffer => (_flags & IoUringFlags.CQE_F_BUFFER) != 0;

    /// <summary>Which buffer, when <see cref="HasBuffer"/>.</summary>
    public ushort BufferId => (ushort)(_flags >> IoUringFlags.CQE_BUFFER_SHIFT);
}
