using System.Net;

namespace Patchbay.Linux.Netlink;

/// <summary>The route to a destination as RTM_NEWROUTE tells it (rtnetlink(7)).</summary>
/// <param name="Type">RTN_*: 1 unicast, 2 local, 3 broadcast, 5 multicast.</param>
/// <param name="Interface">Where packets leave; 0 for none.</param>
/// <param name="Gateway">The next hop; null when the destination is on the link.</param>
/// <param name="Source">The source address that is taken; null when none was said.</param>
/// <param name="Table">The routing table that had it: 254 main, 255 local.</param>
/// <param name="Mtu">The path's MTU where it is known; 0 for that of the interface.</param>
public sealed record RouteRow(int Type, int Interface, IPAddress? Gateway, IPAddress? Source, uint Table, int Mtu);
