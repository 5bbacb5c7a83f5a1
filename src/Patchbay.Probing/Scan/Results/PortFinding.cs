using System.Net;

namespace Patchbay.Probing;

/// <summary>What was found out about one port.</summary>
/// <param name="Host">The index of the host in the plan.</param>
/// <param name="Port">The port.</param>
/// <param name="State">What is known.</param>
/// <param name="Reason">The evidence.</param>
/// <param name="Tries">How many probes were sent for it; 0 when none could be.</param>
/// <param name="RoundTrip">From the probe to its answer; zero when nothing came or it cannot be told which probe was answered.</param>
/// <param name="Reporter">Who sent the ICMP error; null for other reasons, or when it was not told.</param>
/// <param name="TimeToLive">Of the answer, where the method sees it; 0 otherwise.</param>
/// <param name="Errno">For <see cref="ProbeReason.LocalError"/> and <see cref="ProbeReason.LocalRule"/>: the kernel's number.</param>
public readonly record struct PortFinding(int Host, ushort Port, PortState State, ProbeReason Reason, byte Tries, TimeSpan RoundTrip = default, IPAddress? Reporter = null, byte TimeToLive = 0, int Errno = 0);
