using System.Runtime.InteropServices;

/// <summary>A seccomp(2) filter that answers EPERM to io_uring_setup, io_uring_enter and io_uring_register, and lets everything else pass.</summary>
static unsafe partial class SeccompFilter
{
    const int PR_SET_NO_NEW_PRIVS = 38;
    const int SECCOMP_SET_MODE_FILTER = 1;
    const int SECCOMP_FILTER_FLAG_TSYNC = 1;
    const uint SECCOMP_RET_ALLOW = 0x7fff0000;
    const uint SECCOMP_RET_ERRNO = 0x00050000;
    const uint EPERM = 1;
    const uint FirstCall = 425;
    const uint LastCall = 427;

    // bpf(4) of linux/filter.h: load a word, jump if greater or equal, jump if greater, return.
    const ushort BPF_LD_W_ABS = 0x20;
    const ushort BPF_JMP_JGE_K = 0x35;
    const ushort BPF_JMP_JGT_K = 0x25;
    const ushort BPF_RET_K = 0x06;

    /// <summary>0, or the errno.</summary>
    public static int DenyIoUring()
    {
        var code = stackalloc Instruction[5]
        {
            new(BPF_LD_W_ABS, 0, 0, 0), // seccomp_data.nr
            new(BPF_JMP_JGE_K, 0, 2, FirstCall),
            new(BPF_JMP_JGT_K, 1, 0, LastCall),
            new(BPF_RET_K, 0, 0, SECCOMP_RET_ERRNO | EPERM),
            new(BPF_RET_K, 0, 0, SECCOMP_RET_ALLOW),
        };
        var program = new Code { Length = 5, Instructions = code };
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        var number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 277 : 317;
        return syscall(number, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint operation, nint flags, Code* program);

    /// <summary>struct sock_filter.</summary>
    readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        readonly ushort _code = code;
        readonly byte _ifTrue = ifTrue;
        readonly byte _ifFalse = ifFalse;
        readonly uint _value = value;
    }

    /// <summary>struct sock_fprog.</summary>
    struct Code
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
