using System.Net;

namespace Patchbay.Observation;

/// <summary>An address of an interface.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Bits of the network.</param>
/// <param name="Scope"><c>global</c>, <c>site</c>, <c>link</c>, <c>host</c>: how far it is valid (ip-address(8)).</param>
/// <param name="Flags"><c>dynamic</c>, <c>temporary</c>, <c>tentative</c>, <c>deprecated</c> …, as ip-address(8) names them.</param>
/// <param name="Peer">The other end of a point-to-point link; null for none.</param>
/// <param name="Broadcast">The broadcast address; null for none.</param>
/// <param name="Valid">How long it is valid; null for ever.</param>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength, string Scope, IReadOnlyList<string> Flags, IPAddress? Peer, IPAddress? Broadcast, TimeSpan? Valid);
