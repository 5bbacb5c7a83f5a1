using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>Multicast on a socket: how it sends to groups, and which it hears.</summary>
internal static class DatagramGroups
{
    /// <summary>IP_MULTICAST_IF, _TTL and _LOOP, or their IPv6 counterparts; both on a socket of both.</summary>
    /// <exception cref="SocketException">No such interface.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time to live is none.</exception>
    public static void SetOptions(Socket socket, MulticastOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.TimeToLive, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.TimeToLive, 255, nameof(options));
        var isV6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        if (isV6)
        {
            SetOptions(socket, SocketOptionLevel.IPv6, options, options.InterfaceIndex);
        }

        if (!isV6 || socket.DualMode)
        {
            SetOptions(socket, SocketOptionLevel.IP, options, options.InterfaceIndex is { } index ? IPAddress.HostToNetworkOrder(index) : null);
        }
    }

    /// <summary>Joins or leaves.</summary>
    /// <exception cref="DatagramException">The kernel refused.</exception>
    public static void Change(Socket socket, MulticastMembership membership, bool joins)
    {
        ArgumentNullException.ThrowIfNull(membership);
        Check(membership);
        var errno = OperatingSystem.IsLinux() ? ChangeOnLinux(socket, membership, joins) : ChangePortably(socket, membership, joins);
        if (errno != 0)
        {
            throw DatagramFailures.Membership(membership, joins, errno);
        }
    }

    /// <summary>The address that the kernel gives what we send to a group; null where it has no way there.</summary>
    public static IPAddress? SourceOf(IPEndPoint group, MulticastOptions options)
    {
        using var probe = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            SetOptions(probe, options);
            // Sends nothing: connect(2) of UDP only looks up the way.
            probe.Connect(group);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    static void SetOptions(Socket socket, SocketOptionLevel level, MulticastOptions options, int? interfaceIndex)
    {
        if (interfaceIndex is { } index)
        {
            socket.SetSocketOption(level, SocketOptionName.MulticastInterface, index);
        }

        socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, options.TimeToLive);
        socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, options.Loopback);
    }

    static void Check(MulticastMembership membership)
    {
        var (group, source) = (membership.Group, membership.Source);
        if (!IsGroup(group))
        {
            throw Refused(membership, $"{group} is no multicast group", "Groups go from 224.0.0.0 to 239.255.255.255 and begin with ff in IPv6.");
        }

        if (source is not null && source.AddressFamily != group.AddressFamily)
        {
            throw Refused(membership, $"the source {source} cannot send to {group}", "One is IPv4, the other IPv6.");
        }
    }

    static bool IsGroup(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out var length) && (length == 16 ? bytes[0] == 0xFF : bytes[0] is >= 224 and <= 239);
    }

    static DatagramException Refused(MulticastMembership membership, string message, string hint) =>
        new(message, new DatagramError(new IPEndPoint(membership.Group, 0), Errno.EINVAL, null), hint);

    // System.Net.Sockets knows no name for ENODEV and has no source-specific IPv6.
    static int ChangeOnLinux(Socket socket, MulticastMembership membership, bool joins)
    {
        var group = membership.Group;
        var interfaceIndex = membership.InterfaceIndex ?? (group.AddressFamily == AddressFamily.InterNetworkV6 ? (int)group.ScopeId : 0);
        var (level, name) = GroupRequest.Option(group, membership.Source is not null, joins);
        return -SocketCalls.SetOption((int)socket.Handle, level, name, GroupRequest.Write(group, interfaceIndex, membership.Source));
    }

    static int ChangePortably(Socket socket, MulticastMembership membership, bool joins)
    {
        if (membership.Source is not null)
        {
            throw Refused(membership, "source-specific multicast is built for Linux only", "Join without a source.");
        }

        try
        {
            var name = joins ? SocketOptionName.AddMembership : SocketOptionName.DropMembership;
            if (membership.Group.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.SetSocketOption(SocketOptionLevel.IPv6, name, new IPv6MulticastOption(membership.Group, membership.InterfaceIndex ?? 0));
            }
            else
            {
                var option = membership.InterfaceIndex is { } index ? new MulticastOption(membership.Group, index) : new MulticastOption(membership.Group);
                socket.SetSocketOption(SocketOptionLevel.IP, name, option);
            }

            return 0;
        }
        catch (SocketException error)
        {
            return SocketErrors.Of(error);
        }
    }
}
