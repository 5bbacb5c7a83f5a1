namespace Patchbay.Linux.Netlink;

/// <summary>The kernel refused a netlink request, or its answer could not be read.</summary>
/// <param name="operation">What was asked, for a message: <c>list the TCP sockets</c>.</param>
/// <param name="errno">The error number, positive.</param>
public sealed class NetlinkException(string operation, int errno)
    : Exception($"the kernel would not {operation}: {Linux.Errno.Describe(errno)}")
{
    /// <summary>What was asked.</summary>
    public string Operation { get; } = operation;

    /// <summary>The error number: see <see cref="Linux.Errno"/>.</summary>
    public int Errno { get; } = errno;
}
