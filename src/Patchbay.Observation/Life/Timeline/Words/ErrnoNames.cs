using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>The names of the error numbers that socket calls return.</summary>
static class ErrnoNames
{
    /// <summary><c>ECONNREFUSED (Connection refused)</c>.</summary>
    public static string Of(int errno) => (Name(errno) is { } name ? name : $"errno {errno}") + $" ({Errno.Describe(errno)})";

    static string? Name(int errno) => errno switch
    {
        Errno.EPERM => "EPERM",
        Errno.ENOENT => "ENOENT",
        Errno.EINTR => "EINTR",
        Errno.EIO => "EIO",
        Errno.EBADF => "EBADF",
        Errno.EAGAIN => "EAGAIN",
        Errno.ENOMEM => "ENOMEM",
        Errno.EACCES => "EACCES",
        14 => "EFAULT",
        Errno.EINVAL => "EINVAL",
        Errno.ENFILE => "ENFILE",
        Errno.EMFILE => "EMFILE",
        Errno.EPIPE => "EPIPE",
        Errno.ENOTSOCK => "ENOTSOCK",
        Errno.EDESTADDRREQ => "EDESTADDRREQ",
        Errno.EMSGSIZE => "EMSGSIZE",
        91 => "EPROTOTYPE",
        92 => "ENOPROTOOPT",
        93 => "EPROTONOSUPPORT",
        Errno.EOPNOTSUPP => "EOPNOTSUPP",
        97 => "EAFNOSUPPORT",
        Errno.EADDRINUSE => "EADDRINUSE",
        Errno.EADDRNOTAVAIL => "EADDRNOTAVAIL",
        Errno.ENETDOWN => "ENETDOWN",
        Errno.ENETUNREACH => "ENETUNREACH",
        Errno.ECONNABORTED => "ECONNABORTED",
        Errno.ECONNRESET => "ECONNRESET",
        Errno.ENOBUFS => "ENOBUFS",
        106 => "EISCONN",
        Errno.ENOTCONN => "ENOTCONN",
        Errno.ETIMEDOUT => "ETIMEDOUT",
        Errno.ECONNREFUSED => "ECONNREFUSED",
        Errno.EHOSTDOWN => "EHOSTDOWN",
        Errno.EHOSTUNREACH => "EHOSTUNREACH",
        Errno.EALREADY => "EALREADY",
        Errno.EINPROGRESS => "EINPROGRESS",
        512 => "ERESTARTSYS",
        _ => null,
    };
}
