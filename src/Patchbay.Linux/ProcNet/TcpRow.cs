using System.Net;

namespace Patchbay.Linux;

/// <summary>One line of /proc/net/tcp or /proc/net/tcp6 (proc_net_tcp in the kernel's documentation).</summary>
/// <param name="Local">The local end.</param>
/// <param name="Remote">The remote end; all zeros for a listener.</param>
/// <param name="State">The kernel's TCP state number; 10 is LISTEN.</param>
/// <param name="Uid">The user that made the socket.</param>
/// <param name="Inode">The socket's inode; 0 once no descriptor is left (TIME_WAIT).</param>
public readonly record struct TcpRow(IPEndPoint Local, IPEndPoint Remote, int State, uint Uid, ulong Inode)
{
    /// <summary>The socket waits for connections.</summary>
    public bool IsListener => State == 10;
}
