using System.Net;

namespace Patchbay.Probing;

/// <summary>Whether a host is there.</summary>
/// <param name="Host">The index of the host in the plan.</param>
/// <param name="IsUp">It answered; or it was not asked, because it is ours or the user said so.</param>
/// <param name="Reason">The evidence.</param>
/// <param name="RoundTrip">Of the answer; zero when there was none.</param>
/// <param name="Reporter">Who sent the ICMP error; null otherwise.</param>
public readonly record struct HostFinding(int Host, bool IsUp, ProbeReason Reason, TimeSpan RoundTrip = default, IPAddress? Reporter = null);
