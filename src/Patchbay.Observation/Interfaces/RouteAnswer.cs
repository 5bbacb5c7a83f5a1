using System.Net;

namespace Patchbay.Observation;

/// <summary>How packets to a destination would leave this machine.</summary>
/// <param name="Destination">Where to.</param>
/// <param name="Interface">The interface; null where the system does not tell.</param>
/// <param name="Gateway">The next hop; null when the destination is on the link or on this machine.</param>
/// <param name="Source">The source address that a socket without one takes; null when there is none.</param>
/// <param name="Type"><c>unicast</c>, <c>local</c>, <c>broadcast</c>, <c>multicast</c>; <c>unreachable</c> or <c>prohibited</c> when nothing is sent at all.</param>
/// <param name="Mtu">The path's MTU where it is known; 0 for that of the interface.</param>
public sealed record RouteAnswer(IPAddress Destination, string? Interface, IPAddress? Gateway, IPAddress? Source, string Type, int Mtu)
{
    /// <summary>Packets leave, or arrive here.</summary>
    public bool IsReachable => Type is not ("unreachable" or "prohibited");
}
