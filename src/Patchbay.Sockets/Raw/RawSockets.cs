using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Patchbay.Linux;
using Patchbay.Linux.Packets;

namespace Patchbay.Sockets;

/// <summary>Opens <c>raw:</c> and <c>packet:</c> addresses. Thread-safe.</summary>
public static class RawSockets
{
    const int AF_INET = 2;
    const int AF_INET6 = 10;
    const int SOCK_DGRAM = 2;
    const int SOCK_RAW = 3;
    const int EPROTONOSUPPORT = 93;

    /// <summary>Opens a socket for whole frames of an interface, or for the packets of one IP protocol to and from one host.</summary>
    /// <param name="address">
    /// <c>packet:INTERFACE</c> or <c>raw:PROTOCOL:HOST</c>. A name is its first address that the protocol can use, <c>icmp</c> to an IPv6 host is <c>ipv6-icmp</c>,
    /// and the hosts 0.0.0.0 and [::] receive from everybody and send nowhere.
    /// </param>
    /// <param name="cancellationToken">Gives up resolving the name.</param>
    /// <exception cref="RawSocketException">Rights are missing, or there is no such protocol, host or interface.</exception>
    /// <exception cref="AddressNotSupportedException">Another kind of address, or this is not Linux.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask<RawSocket> OpenAsync(Address address, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Kind is not (AddressKind.Raw or AddressKind.Packet))
        {
            throw new AddressNotSupportedException(address, $"{address} is no raw or packet address");
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new AddressNotSupportedException(address, "raw and packet sockets are built for Linux only");
        }

        return address.Kind == AddressKind.Packet ? OpenPacket(address) : await OpenRawAsync(address, cancellationToken);
    }

    static FrameSocket OpenPacket(Address address)
    {
        var name = address.Target!;
        var index = RawCalls.InterfaceIndex(name);
        if (index == 0)
        {
            var present = string.Join(", ", NetworkInterface.GetAllNetworkInterfaces().Select(one => one.Name));
            throw new RawSocketException($"this machine has no interface {name}", RawFailure.NoInterface, $"There are: {present}.");
        }

        var descriptor = RawCalls.OpenPacket(index);
        if (descriptor < 0)
        {
            throw descriptor is -Errno.EPERM or -Errno.EACCES ? RawRights.Missing(address)
                : new RawSocketException($"{address} was not opened: {Errno.Describe(-descriptor)}", RawFailure.NoInterface);
        }

        return new FrameSocket(Own(descriptor), new PacketEndPoint(name, index), RawCalls.HardwareType(descriptor));
    }

    static async ValueTask<IpRawSocket> OpenRawAsync(Address address, CancellationToken cancellationToken)
    {
        if (!IpProtocols.TryParse(address.Target, out var protocol))
        {
            var hint = IpProtocols.Suggest(address.Target!) is { } near ? $"Did you mean '{near}'?" : "Write a number from 0 to 255, or a name as in /etc/protocols.";
            throw new RawSocketException($"there is no IP protocol '{address.Target}'", RawFailure.NoProtocol, hint);
        }

        var host = await RawHost.ResolveAsync(address, protocol, cancellationToken);
        var isIpv6 = host.AddressFamily == AddressFamily.InterNetworkV6;
        protocol = isIpv6 && protocol == IpProtocols.Icmp ? IpProtocols.Icmpv6 : protocol;
        var family = isIpv6 ? AF_INET6 : AF_INET;
        var isPing = false;
        var descriptor = SocketCalls.Socket(family, SOCK_RAW, protocol);
        if (descriptor is -Errno.EPERM or -Errno.EACCES)
        {
            // A ping socket needs no right where net.ipv4.ping_group_range admits our group (icmp(7)).
            isPing = protocol is IpProtocols.Icmp or IpProtocols.Icmpv6;
            descriptor = isPing ? SocketCalls.Socket(family, SOCK_DGRAM, protocol) : descriptor;
        }

        if (descriptor < 0)
        {
            throw descriptor switch
            {
                -Errno.EPERM or -Errno.EACCES => RawRights.Missing(address),
                -Errno.EINVAL or -EPROTONOSUPPORT => new RawSocketException($"the kernel opens no raw socket for protocol {protocol}", RawFailure.NoProtocol),
                _ => new RawSocketException($"{address} was not opened: {Errno.Describe(-descriptor)}", RawFailure.Other),
            };
        }

        var socket = Own(descriptor);
        try
        {
            IpRawSocket.Prepare(socket, protocol, isIpv6);
            var isConnected = !host.Equals(isIpv6 ? IPAddress.IPv6Any : IPAddress.Any);
            if (isConnected)
            {
                await socket.ConnectAsync(new IPEndPoint(host, 0), cancellationToken);
            }

            return new IpRawSocket(socket, address, protocol, isConnected ? host : null, isIpv6, isPing);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            var why = Errno.Describe(SocketErrors.Of(error));
            throw new RawSocketException($"{address} cannot be reached from here: {why}", RawFailure.Unreachable, inner: error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    static Socket Own(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: true));
}
