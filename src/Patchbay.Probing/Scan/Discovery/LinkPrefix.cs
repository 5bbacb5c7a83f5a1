using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>An IPv4 network on an Ethernet of this machine.</summary>
/// <param name="Interface">The interface's number.</param>
/// <param name="Hardware">Our hardware address there.</param>
/// <param name="Own">Our address there.</param>
/// <param name="Network">The network's number.</param>
/// <param name="Mask">Its mask.</param>
sealed record LinkPrefix(int Interface, MacAddress Hardware, IPAddress Own, uint Network, uint Mask);
