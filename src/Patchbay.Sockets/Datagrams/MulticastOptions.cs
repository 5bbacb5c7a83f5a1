namespace Patchbay.Sockets;

/// <summary>How a datagram socket sends to multicast groups (ip(7), ipv6(7)). Joining is <see cref="DatagramSocket.Join"/>.</summary>
public sealed record MulticastOptions
{
    /// <summary>The interface to send from, by index.</summary>
    /// <remarks>Default null: the route's.</remarks>
    public int? InterfaceIndex { get; init; }

    /// <summary>Routers a datagram may pass (IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS).</summary>
    /// <remarks>Default 1: this link. Range 0 (this machine) to 255.</remarks>
    public int TimeToLive { get; init; } = 1;

    /// <summary>This machine's own members receive what we send (IP_MULTICAST_LOOP).</summary>
    /// <remarks>Default true.</remarks>
    public bool Loopback { get; init; } = true;
}
