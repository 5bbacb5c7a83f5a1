namespace Patchbay.Probing;

/// <summary>How a path is traced. Every probe of a trace has the same addresses and ports (of ICMP: the same identifier and checksum), so that a load balancer sends all one way.</summary>
public sealed record TraceOptions
{
    /// <summary>The port that UDP asks when none is named: traceroute's first (traceroute(8)).</summary>
    public const ushort DefaultUdpPort = 33434;

    /// <summary>What is sent.</summary>
    public TraceMethod Method { get; init; }

    /// <summary>The destination's port, of UDP and TCP.</summary>
    public ushort Port { get; init; } = DefaultUdpPort;

    /// <summary>The first hop asked, 1 to 255. Default 1.</summary>
    public int FirstHop { get; init; } = 1;

    /// <summary>The last hop asked, up to 255. Default 30.</summary>
    public int MostHops { get; init; } = 30;

    /// <summary>Probes for each hop, from 1 on; null goes on until it is stopped. Default 3.</summary>
    public int? Rounds { get; init; } = 3;

    /// <summary>How long an answer is waited for. One that comes later still counts, as late. Default 1 s.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From the start of a round to the start of the next, at least. Default 50 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Probes under way at once, from 1 on; TCP has one. Null, the default, is 8 for ICMP and 4 for UDP: those that fly past the end cost it port-unreachable answers, of which Linux
    /// gives six at once and then one a second (net.ipv4.icmp_ratelimit).
    /// </summary>
    public int? Parallel { get; init; }

    internal int UnderWay => Method switch { TraceMethod.Tcp => 1, TraceMethod.Udp => Parallel ?? 4, _ => Parallel ?? 8 };
}
