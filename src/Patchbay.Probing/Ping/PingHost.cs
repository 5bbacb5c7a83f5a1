using System.Net;

namespace Patchbay.Probing;

/// <summary>A target at one of its addresses.</summary>
/// <param name="Target">As it was written.</param>
/// <param name="Address">Which address.</param>
public sealed record PingHost(PingTarget Target, IPAddress Address);
