namespace Patchbay.Observation;

/// <summary>A socket option of <c>lab step</c>: its name and numbers (socket(7), tcp(7), ip(7), ipv6(7)).</summary>
/// <param name="Name">As the manual has it.</param>
/// <param name="Level">SOL_SOCKET 1, IPPROTO_IP 0, IPPROTO_TCP 6, IPPROTO_IPV6 41.</param>
/// <param name="Number">The option's own number.</param>
public sealed record StepOption(string Name, int Level, int Number)
{
    /// <summary>Every one there is.</summary>
    public static IReadOnlyList<StepOption> All { get; } =
    [
        new("SO_REUSEADDR", 1, 2), new("SO_TYPE", 1, 3), new("SO_ERROR", 1, 4), new("SO_BROADCAST", 1, 6), new("SO_SNDBUF", 1, 7), new("SO_RCVBUF", 1, 8),
        new("SO_KEEPALIVE", 1, 9), new("SO_LINGER", 1, 13), new("SO_REUSEPORT", 1, 15), new("SO_RCVLOWAT", 1, 18), new("SO_ACCEPTCONN", 1, 30),
        new("IP_TTL", 0, 2), new("TCP_NODELAY", 6, 1), new("TCP_MAXSEG", 6, 2), new("TCP_CORK", 6, 3), new("TCP_KEEPIDLE", 6, 4), new("TCP_DEFER_ACCEPT", 6, 9),
        new("TCP_QUICKACK", 6, 12), new("TCP_USER_TIMEOUT", 6, 18), new("IPV6_V6ONLY", 41, 26),
    ];

    /// <summary>Its value is struct linger: seconds here.</summary>
    public bool IsLinger => Name == "SO_LINGER";
}
