using System.Net;

namespace Patchbay.Linux.Netlink;

/// <summary>An address of an interface as RTM_NEWADDR tells it (rtnetlink(7)).</summary>
/// <param name="Interface">The interface's number.</param>
/// <param name="Address">The interface's own address.</param>
/// <param name="PrefixLength">Bits of the network.</param>
/// <param name="Scope">RT_SCOPE_*: 0 global, 200 site, 253 link, 254 host.</param>
/// <param name="Flags">IFA_F_*.</param>
/// <param name="Peer">The other end of a point-to-point link; null for none.</param>
/// <param name="Broadcast">The broadcast address; null for none.</param>
/// <param name="Label">The label of an IPv4 address; null for none.</param>
/// <param name="ValidSeconds">How long it is valid; <see cref="uint.MaxValue"/> for ever.</param>
/// <param name="PreferredSeconds">How long new connections take it.</param>
public sealed record InterfaceAddressRow(
    int Interface, IPAddress Address, int PrefixLength, int Scope, uint Flags, IPAddress? Peer, IPAddress? Broadcast, string? Label, uint ValidSeconds, uint PreferredSeconds);
