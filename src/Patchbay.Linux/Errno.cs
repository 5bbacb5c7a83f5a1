namespace Patchbay.Linux;

/// <summary>The error numbers this program tells apart, with their numbers on x86-64 and arm64 (asm-generic/errno.h). See errno(3).</summary>
public static class Errno
{
    /// <summary>Operation not permitted.</summary>
    public const int EPERM = 1;

    /// <summary>No such file or directory; for io_uring, nothing matched the cancellation.</summary>
    public const int ENOENT = 2;

    /// <summary>Interrupted by a signal.</summary>
    public const int EINTR = 4;

    /// <summary>Input/output error; of a terminal, its other side is gone; for UDP_SEGMENT, a way on which the kernel cannot cut runs.</summary>
    public const int EIO = 5;

    /// <summary>Not a program the kernel can run.</summary>
    public const int ENOEXEC = 8;

    /// <summary>Bad descriptor.</summary>
    public const int EBADF = 9;

    /// <summary>Would block (EWOULDBLOCK is the same number).</summary>
    public const int EAGAIN = 11;

    /// <summary>Out of memory.</summary>
    public const int ENOMEM = 12;

    /// <summary>Permission denied.</summary>
    public const int EACCES = 13;

    /// <summary>Busy.</summary>
    public const int EBUSY = 16;

    /// <summary>On another device; for openat2, outside of the folder.</summary>
    public const int EXDEV = 18;
    /// <summary>Something of that name is there.</summary>
    public const int EEXIST = 17;

    /// <summary>A name on the way is no directory.</summary>
    public const int ENOTDIR = 20;

    /// <summary>A directory where a file was wanted.</summary>
    public const int EISDIR = 21;

    /// <summary>Invalid argument.</summary>
    public const int EINVAL = 22;

    /// <summary>The system's table of open files is full.</summary>
    public const int ENFILE = 23;

    /// <summary>This process has no free descriptor.</summary>
    public const int EMFILE = 24;

    /// <summary>No space left on the device.</summary>
    public const int ENOSPC = 28;

    /// <summary>No space on the disk.</summary>
    /// <summary>The file system is read-only.</summary>
    public const int EROFS = 30;
    /// <summary>The peer no longer reads.</summary>
    public const int EPIPE = 32;

    /// <summary>A name is longer than the file system takes.</summary>
    public const int ENAMETOOLONG = 36;

    /// <summary>System call not implemented.</summary>
    public const int ENOSYS = 38;

    /// <summary>The directory has entries.</summary>
    public const int ENOTEMPTY = 39;

    /// <summary>Protocol error.</summary>
    public const int EPROTO = 71;

    /// <summary>No such device: a network interface that is not there.</summary>
    public const int ENODEV = 19;

    /// <summary>Not a socket.</summary>
    public const int ENOTSOCK = 88;

    /// <summary>The datagram has no destination.</summary>
    public const int EDESTADDRREQ = 89;

    /// <summary>The message is too long.</summary>
    public const int EMSGSIZE = 90;

    /// <summary>Operation not supported on this socket.</summary>
    public const int EOPNOTSUPP = 95;

    /// <summary>Address already in use.</summary>
    public const int EADDRINUSE = 98;

    /// <summary>No such local address, or no free port.</summary>
    public const int EADDRNOTAVAIL = 99;

    /// <summary>The network is down.</summary>
    public const int ENETDOWN = 100;

    /// <summary>No route to the network.</summary>
    public const int ENETUNREACH = 101;

    /// <summary>The connection was aborted before it was accepted.</summary>
    public const int ECONNABORTED = 103;

    /// <summary>The peer sent RST.</summary>
    public const int ECONNRESET = 104;

    /// <summary>No buffer space; for io_uring, the buffer ring is empty.</summary>
    public const int ENOBUFS = 105;

    /// <summary>Connected already.</summary>
    public const int EISCONN = 106;

    /// <summary>Not connected.</summary>
    public const int ENOTCONN = 107;

    /// <summary>Timed out.</summary>
    public const int ETIMEDOUT = 110;

    /// <summary>Refused by the peer.</summary>
    public const int ECONNREFUSED = 111;

    /// <summary>The host is down.</summary>
    public const int EHOSTDOWN = 112;

    /// <summary>No route to the host.</summary>
    public const int EHOSTUNREACH = 113;

    /// <summary>Already under way.</summary>
    public const int EALREADY = 114;

    /// <summary>Under way.</summary>
    public const int EINPROGRESS = 115;

    /// <summary>The user's share of the disk is full.</summary>
    public const int EDQUOT = 122;

    /// <summary>Cancelled.</summary>
    public const int ECANCELED = 125;

    /// <summary>The C library's sentence for the number: <c>Connection reset by peer</c>.</summary>
    public static string Describe(int errno) => System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno);
}
