using System.Runtime.InteropServices;

namespace Patchbay.Linux.Netlink;

/// <summary>The beginning of struct rtnl_link_stats64 (include/uapi/linux/if_link.h): what an interface has carried since it was made.</summary>
/// <param name="ReceivedPackets">Packets in.</param>
/// <param name="SentPackets">Packets out.</param>
/// <param name="ReceivedBytes">Bytes in.</param>
/// <param name="SentBytes">Bytes out.</param>
/// <param name="ReceiveErrors">Bad packets in.</param>
/// <param name="SendErrors">Packets that could not be sent.</param>
/// <param name="ReceiveDrops">Good packets in that were thrown away.</param>
/// <param name="SendDrops">Packets thrown away on the way out.</param>
/// <param name="Multicast">Multicast packets in.</param>
/// <param name="Collisions">Collisions on the wire.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct LinkCounters(
    ulong ReceivedPackets, ulong SentPackets, ulong ReceivedBytes, ulong SentBytes, ulong ReceiveErrors, ulong SendErrors, ulong ReceiveDrops, ulong SendDrops, ulong Multicast, ulong Collisions);
