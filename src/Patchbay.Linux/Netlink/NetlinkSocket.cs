using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>
/// A netlink socket, for one request after another (netlink(7)). Belongs to the network namespace of the thread that made it. Not thread-safe. Linux only.
/// </summary>
/// <remarks>System.Net.Sockets does not know the family, hence the system calls.</remarks>
public sealed unsafe partial class NetlinkSocket : IDisposable
{
    const int AF_NETLINK = 16;
    const int SOCK_RAW = 3;
    const int SOL_SOCKET = 1;
    const int SO_RCVBUF = 8;
    const int SO_RCVTIMEO = 20;
    const int SOL_NETLINK = 270;
    const int NETLINK_GET_STRICT_CHK = 12;
    const int MSG_TRUNC = 0x20;

    // The kernel answers in the call itself; nothing is waited for but a kernel that is stuck.
    const long PatienceSeconds = 20;

    int _descriptor;

    /// <summary>Opens a socket.</summary>
    /// <exception cref="PlatformNotSupportedException">Not on Linux.</exception>
    /// <exception cref="NetlinkException">The kernel has no such protocol, or a sandbox forbids it.</exception>
    public NetlinkSocket(NetlinkProtocol protocol)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Netlink is Linux's.");
        }

        _descriptor = SocketCalls.Socket(AF_NETLINK, SOCK_RAW, (int)protocol);
        if (_descriptor < 0)
        {
            throw new NetlinkException("open a netlink socket", -_descriptor);
        }

        var patience = stackalloc long[2] { PatienceSeconds, 0 };
        SocketCalls.SetOption(_descriptor, SOL_SOCKET, SO_RCVTIMEO, new ReadOnlySpan<byte>(patience, 2 * sizeof(long)));
        SocketCalls.SetOption(_descriptor, SOL_SOCKET, SO_RCVBUF, 1 << 20);
        if (protocol == NetlinkProtocol.Route)
        {
            // Makes the kernel honour what a request for a dump names (Linux 4.20); without it every row comes, which is also right.
            SocketCalls.SetOption(_descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
        }
    }

    /// <summary>Sends one request to the kernel.</summary>
    /// <returns>0, or minus the errno.</returns>
    public int Send(ReadOnlySpan<byte> request)
    {
        fixed (byte* start = request)
        {
            nint sent;
            do
            {
                sent = send(_descriptor, start, (nuint)request.Length, 0);
            }
            while (sent < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return sent < 0 ? -Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <summary>Receives what fits one datagram of the kernel's: at most 32 KiB for a table, more for a single long row.</summary>
    /// <returns>The true length, which is more than <paramref name="buffer"/> when it was cut; or minus the errno.</returns>
    public int Receive(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint received;
            do
            {
                received = recv(_descriptor, start, (nuint)buffer.Length, MSG_TRUNC);
            }
            while (received < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
            return received < 0 ? -Marshal.GetLastPInvokeError() : (int)received;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
        {
            SocketCalls.Close(descriptor);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* buffer, nuint length, int flags);
}
