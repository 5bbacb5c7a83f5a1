using System.Net;

namespace Patchbay.Linux;

/// <summary>One line of /proc/net/tcp, tcp6, udp or udp6 (proc_net_tcp in the kernel's documentation; the columns are the same).</summary>
/// <param name="Local">The local end.</param>
/// <param name="Remote">The remote end; all zeros for a listener and for a UDP socket that is not connected.</param>
/// <param name="State">The kernel's TCP state number; 10 is LISTEN. A UDP socket is 7, or 1 when connected.</param>
/// <param name="Uid">The user that made the socket.</param>
/// <param name="Inode">The socket's inode; 0 once no descriptor is left (TIME_WAIT).</param>
public readonly record struct InetRow(IPEndPoint Local, IPEndPoint Remote, int State, uint Uid, ulong Inode)
{
    /// <summary>A TCP socket that waits for connections.</summary>
    public bool IsListener => State == 10;
}
