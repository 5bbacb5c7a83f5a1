using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>What a thread asks the kernel for or is answered: <c>struct ptrace_syscall_info</c> (ptrace(2), PTRACE_GET_SYSCALL_INFO, Linux 5.3).</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
public readonly struct CallStop
{
    [FieldOffset(0)]
    readonly byte _operation;

    [FieldOffset(24)]
    readonly ulong _first;

    [FieldOffset(32)]
    readonly CallArguments _arguments;

    /// <summary>The thread enters the call.</summary>
    public bool IsEntry => _operation == 1;

    /// <summary>The thread leaves the call.</summary>
    public bool IsExit => _operation == 2;

    /// <summary>The architecture whose numbers are used: AUDIT_ARCH_* of linux/audit.h. A 64-bit kernel also runs 32-bit programs.</summary>
    [FieldOffset(4)]
    public readonly uint Architecture;

    /// <summary>The call's number, of an entry.</summary>
    public ulong Number => _first;

    /// <summary>The call's six arguments, of an entry.</summary>
    public CallArguments Arguments => _arguments;

    /// <summary>What it returns, of an exit: -1 to -4095 are errors. Errors from 512 on are the kernel's own: the call was interrupted and begins anew.</summary>
    public long Result => (long)_first;
}
