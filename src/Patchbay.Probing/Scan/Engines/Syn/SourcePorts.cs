using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>
/// A block of source ports that no other socket of this system uses meanwhile: each is bound by a socket that does nothing. An answer then meets no real connection, and the kernel
/// resets what opened. A try of a probe has a port of its own in the block, so that an answer tells to which try it belongs.
/// </summary>
internal sealed class SourcePorts : IDisposable
{
    /// <summary>Ports of the block: more than there are tries, and a power of two.</summary>
    public const int Count = 32;

    /// <summary>Where a ping stands among the tries.</summary>
    public const int PingTry = Count;

    // Above the ports that Linux gives to connections by default (ip_local_port_range, 32768 to 60999).
    const int Lowest = 61_024;
    const int Highest = 65_504;
    const int AF_INET = 2, AF_INET6 = 10, SOCK_STREAM = 1, SOL_IPV6 = 41, IPV6_V6ONLY = 26;

    readonly List<int> _guards = [];

    SourcePorts(ushort first) => First = first;

    /// <summary>The first port, a multiple of <see cref="Count"/>.</summary>
    public ushort First { get; }

    /// <summary>Takes a block that is free.</summary>
    /// <param name="withV4">For IPv4.</param>
    /// <param name="withV6">For IPv6.</param>
    /// <exception cref="ScanException">There is none, or no descriptors for it.</exception>
    public static SourcePorts Reserve(bool withV4, bool withV6)
    {
        var blocks = (Highest - Lowest) / Count;
        var start = Random.Shared.Next(blocks);
        var error = 0;
        for (var i = 0; i < blocks; i++)
        {
            var ports = new SourcePorts((ushort)(Lowest + ((start + i) % blocks * Count)));
            error = ports.TryGuard(withV4, withV6);
            if (error == 0)
            {
                return ports;
            }

            ports.Dispose();
            if (-error is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM)
            {
                break;
            }
        }

        throw new ScanException($"No {Count} source ports in a row could be reserved: {Errno.Describe(-error)}", ScanFailure.System, "A SYN scan needs a few descriptors and ports of its own above 61023.");
    }

    /// <summary>The source port of a try, from 1.</summary>
    public ushort Of(int attempt) => (ushort)(First + attempt - 1);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var guard in _guards)
        {
            _ = SocketCalls.Close(guard);
        }

        _guards.Clear();
    }

    int TryGuard(bool withV4, bool withV6)
    {
        for (var attempt = 1; attempt <= Count; attempt++)
        {
            var error = withV4 ? Guard(AF_INET, IPAddress.Any, Of(attempt)) : 0;
            error = error == 0 && withV6 ? Guard(AF_INET6, IPAddress.IPv6Any, Of(attempt)) : error;
            if (error < 0)
            {
                return error;
            }
        }

        return 0;
    }

    int Guard(int family, IPAddress any, ushort port)
    {
        var descriptor = SocketCalls.Socket(family, SOCK_STREAM, 0);
        if (descriptor < 0)
        {
            return descriptor;
        }

        _guards.Add(descriptor);
        if (family == AF_INET6)
        {
            _ = SocketCalls.SetOption(descriptor, SOL_IPV6, IPV6_V6ONLY, 1);
        }

        Span<byte> address = stackalloc byte[32];
        return StreamCalls.Bind(descriptor, address[..KernelSocketAddress.Write(any, port, address)]);
    }
}
