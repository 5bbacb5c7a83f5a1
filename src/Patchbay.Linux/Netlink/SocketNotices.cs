using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>
/// The kernel's notices of TCP sockets that end, of this network namespace: sock_diag(7)'s group SKNLGRP_INET_TCP_DESTROY or its twin for IPv6 (Linux 4.5). Needs no rights. One
/// reader; <see cref="Stop"/> is safe from any thread.
/// </summary>
public sealed unsafe partial class SocketNotices : IDisposable
{
    const int AF_NETLINK = 16;
    const int SOCK_RAW = 3;
    const int POLLIN = 1;

    // SKNLGRP_INET_TCP_DESTROY is group 1, SKNLGRP_INET6_TCP_DESTROY group 3.
    const uint Groups = (1u << 0) | (1u << 2);
    const int HeaderSize = 16;
    const int BufferSize = 4 << 20;

    readonly byte[] _buffer = new byte[8192];
    readonly EventDescriptor _wake = new();
    int _descriptor;
    volatile bool _isStopped;

    /// <summary>Subscribes.</summary>
    /// <exception cref="NetlinkException">The kernel is too old, or a sandbox forbids it.</exception>
    public SocketNotices()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Netlink is Linux's.");
        }

        _descriptor = SocketCalls.Socket(AF_NETLINK, SOCK_RAW, (int)NetlinkProtocol.SockDiag);
        var result = _descriptor;
        if (result >= 0)
        {
            // struct sockaddr_nl: family, padding, port, groups.
            var address = stackalloc uint[3] { AF_NETLINK, 0, Groups };
            result = bind(_descriptor, address, 12) == 0 ? 0 : -Marshal.GetLastPInvokeError();
        }

        if (result < 0)
        {
            Dispose();
            throw new NetlinkException("tell of TCP sockets that end", -result);
        }

        _ = SocketCalls.SetReceiveBuffer(_descriptor, BufferSize);
    }

    /// <summary>How often notices were lost, as they came faster than they were read.</summary>
    public long Losses { get; private set; }

    /// <summary>Waits for the next notice.</summary>
    /// <param name="notice">Until the next call; with INET_DIAG_INFO among its attributes.</param>
    /// <returns>False after <see cref="Stop"/>.</returns>
    public bool Read(out InetDiagMessage notice)
    {
        var polled = stackalloc ulong[2];
        while (true)
        {
            polled[0] = (uint)_descriptor | ((ulong)POLLIN << 32);
            polled[1] = (uint)_wake.Descriptor | ((ulong)POLLIN << 32);
            _ = poll(polled, 2, -1);
            int received;
            fixed (byte* start = _buffer)
            {
                received = (int)recv(_descriptor, start, (nuint)_buffer.Length, 0x40);
            }

            if (received >= HeaderSize + InetDiagMessage.Size)
            {
                notice = new InetDiagMessage(_buffer.AsSpan(HeaderSize, received - HeaderSize));
                return true;
            }

            if (received < 0 && Marshal.GetLastPInvokeError() == Errno.ENOBUFS)
            {
                Losses++;
            }
            else if (_isStopped)
            {
                notice = default;
                return false;
            }
        }
    }

    /// <summary>Ends <see cref="Read"/> when what is there was read.</summary>
    public void Stop()
    {
        _isStopped = true;
        _wake.Signal();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
        {
            SocketCalls.Close(descriptor);
        }

        _wake.Dispose();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int socket, void* address, int length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(void* descriptors, nuint count, int milliseconds);
}
