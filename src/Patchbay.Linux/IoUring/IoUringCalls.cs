using System.Runtime.InteropServices;

namespace Patchbay.Linux.IoUring;

/// <summary>The three io_uring system calls (the same numbers on every architecture: they are younger than the unified table) and the memory they need.</summary>
static unsafe partial class IoUringCalls
{
    const int SYS_io_uring_setup = 425;
    const int SYS_io_uring_enter = 426;
    const int SYS_io_uring_register = 427;

    public const int PROT_READ_WRITE = 3;
    public const int MAP_SHARED_POPULATE = 0x8001;
    public const int MAP_PRIVATE_ANONYMOUS = 0x22;
    public static readonly void* MapFailed = (void*)-1;

    /// <summary>io_uring_setup(2): a descriptor, or minus the errno.</summary>
    public static int Setup(uint entries, IoUringParams* parameters) =>
        Result(syscall(SYS_io_uring_setup, (nint)entries, (nint)parameters, 0, 0, 0, 0));

    /// <summary>io_uring_enter(2): how many were submitted, or minus the errno.</summary>
    public static int Enter(int ring, uint toSubmit, uint minComplete, uint flags) =>
        Result(syscall(SYS_io_uring_enter, ring, (nint)toSubmit, (nint)minComplete, (nint)flags, 0, 0));

    /// <summary>io_uring_register(2): 0 or more, or minus the errno.</summary>
    public static int Register(int ring, uint opcode, void* argument, uint count) =>
        Result(syscall(SYS_io_uring_register, ring, (nint)opcode, (nint)argument, (nint)count, 0, 0));

    static int Result(nint returned) => returned >= 0 ? (int)returned : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("libc", SetLastError = true)]
    public static partial void* mmap(void* address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc")]
    public static partial int munmap(void* address, nuint length);

    [LibraryImport("libc")]
    public static partial int close(int descriptor);
}
