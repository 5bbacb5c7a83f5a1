using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>All that is known about a port.</summary>
/// <param name="Port">The port.</param>
/// <param name="State">Its state.</param>
/// <param name="Reason">The evidence.</param>
/// <param name="Tries">Probes that were sent.</param>
/// <param name="RoundTrip">Of the answer; zero when there was none.</param>
/// <param name="Reporter">Who sent the ICMP error.</param>
/// <param name="TimeToLive">Of the answer; 0 when not seen.</param>
/// <param name="Errno">The kernel's number, where our own system refused.</param>
public sealed record PortResult(ushort Port, PortState State, ProbeReason Reason, byte Tries, TimeSpan RoundTrip = default, IPAddress? Reporter = null, byte TimeToLive = 0, int Errno = 0)
{
    /// <summary>The name that is usual for the port; a guess about what is there.</summary>
    public string? UsualName { get; init; }

    /// <summary>Which service speaks there; null when it was not asked.</summary>
    public ServiceFinding? Service { get; init; }

    /// <summary>Who listens, on this machine; null when it is another's or nobody is found.</summary>
    public SocketHolder? Holder { get; init; }
}
