using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>The numbers of the system calls that have to do with descriptors of sockets (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).</summary>
public static class SystemCalls
{
    // AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64 of linux/audit.h.
    const uint ArchitectureX64 = 0xC000003E, ArchitectureArm64 = 0xC00000B7;

    // Calls younger than the unified table have one number everywhere.
    static readonly (string Name, int Number)[] Common =
    [
        ("io_uring_setup", 425), ("io_uring_enter", 426), ("clone3", 435), ("close_range", 436), ("pidfd_getfd", 438), ("epoll_pwait2", 441),
    ];

    static readonly (string Name, int Number)[] X64 =
    [
        ("read", 0), ("write", 1), ("close", 3), ("poll", 7), ("ioctl", 16), ("readv", 19), ("writev", 20), ("select", 23), ("dup", 32),
        ("dup2", 33), ("sendfile", 40), ("socket", 41), ("connect", 42), ("accept", 43), ("sendto", 44), ("recvfrom", 45), ("sendmsg", 46),
        ("recvmsg", 47), ("shutdown", 48), ("bind", 49), ("listen", 50), ("getsockname", 51), ("getpeername", 52), ("socketpair", 53),
        ("setsockopt", 54), ("getsockopt", 55), ("clone", 56), ("fork", 57), ("vfork", 58), ("fcntl", 72), ("epoll_create", 213),
        ("restart_syscall", 219), ("epoll_wait", 232), ("epoll_ctl", 233), ("pselect6", 270), ("ppoll", 271), ("unshare", 272), ("splice", 275),
        ("epoll_pwait", 281), ("accept4", 288), ("epoll_create1", 291), ("dup3", 292), ("recvmmsg", 299), ("sendmmsg", 307),
    ];

    static readonly (string Name, int Number)[] Arm64 =
    [
        ("epoll_create1", 20), ("epoll_ctl", 21), ("epoll_pwait", 22), ("dup", 23), ("dup3", 24), ("fcntl", 25), ("ioctl", 29), ("close", 57),
        ("read", 63), ("write", 64), ("readv", 65), ("writev", 66), ("sendfile", 71), ("pselect6", 72), ("ppoll", 73), ("splice", 76),
        ("unshare", 97), ("restart_syscall", 128), ("socket", 198), ("socketpair", 199), ("bind", 200), ("listen", 201), ("accept", 202),
        ("connect", 203), ("getsockname", 204), ("getpeername", 205), ("sendto", 206), ("recvfrom", 207), ("setsockopt", 208), ("getsockopt", 209),
        ("shutdown", 210), ("sendmsg", 211), ("recvmsg", 212), ("clone", 220), ("accept4", 242), ("recvmmsg", 243), ("sendmmsg", 269),
    ];

    /// <summary>Names and numbers of an architecture; empty for one that is not written down.</summary>
    public static IReadOnlyList<(string Name, int Number)> Of(Architecture architecture) => architecture switch
    {
        Architecture.X64 => [.. X64, .. Common],
        Architecture.Arm64 => [.. Arm64, .. Common],
        _ => [],
    };

    /// <summary>How the kernel names an architecture in <see cref="CallStop.Architecture"/>; 0 for one that is not written down.</summary>
    public static uint AuditNumber(Architecture architecture) => architecture switch
    {
        Architecture.X64 => ArchitectureX64,
        Architecture.Arm64 => ArchitectureArm64,
        _ => 0,
    };
}
