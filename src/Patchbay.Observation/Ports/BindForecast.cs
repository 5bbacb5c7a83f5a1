namespace Patchbay.Observation;

/// <summary>Whether a bind would work, and what is in the way.</summary>
/// <param name="Kind">TCP or UDP.</param>
/// <param name="Wanted">Where.</param>
/// <param name="IsDual">An IPv6 wildcard that takes IPv4 too, as it is unless IPV6_V6ONLY is set.</param>
/// <param name="Conflicts">The sockets in the way, listeners first.</param>
/// <param name="LowestFreePort">Ports below are for CAP_NET_BIND_SERVICE, and it is missing; 0 when no port is closed to us.</param>
public sealed record BindForecast(SocketKind Kind, SocketEnd Wanted, bool IsDual, IReadOnlyList<BindConflict> Conflicts, int LowestFreePort)
{
    /// <summary>The port is one that only the privileged may bind.</summary>
    public bool IsDenied => Wanted.Port < LowestFreePort;

    /// <summary>A plain bind works.</summary>
    public bool Works => Conflicts.Count == 0 && !IsDenied;

    /// <summary>A bind with SO_REUSEADDR works; null when it cannot be told. .NET and most servers set it.</summary>
    public bool? WorksWithReuseAddress => IsDenied ? false : All(static conflict => conflict.YieldsToReuseAddress);

    /// <summary>A bind with SO_REUSEPORT, as the same user, works; null when it cannot be told.</summary>
    public bool? WorksWithReusePort => IsDenied ? false : All(static conflict => conflict.YieldsToReusePort);

    /// <summary>From the sockets of the table.</summary>
    /// <param name="kind">TCP or UDP.</param>
    /// <param name="wanted">Where.</param>
    /// <param name="isDual">An IPv6 wildcard without IPV6_V6ONLY.</param>
    /// <param name="rows">The table, with sockets that are bound only.</param>
    /// <param name="options">SO_REUSEADDR and SO_REUSEPORT of a row; null when they cannot be told.</param>
    /// <param name="lowestFreePort">Ports below are closed to us.</param>
    public static BindForecast Of(
        SocketKind kind, SocketEnd wanted, bool isDual, IEnumerable<SocketRow> rows, Func<SocketRow, (bool ReuseAddress, bool ReusePort)?> options, int lowestFreePort)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        var conflicts = new List<BindConflict>();
        foreach (var row in rows)
        {
            if (row.Kind == kind && row.Local.Port == wanted.Port && Overlap(row, wanted.Host, isDual) is { } overlap)
            {
                var reuse = options(row);
                conflicts.Add(new BindConflict(row, overlap, reuse?.ReuseAddress, reuse?.ReusePort));
            }
        }

        return new BindForecast(kind, wanted, isDual, [.. conflicts.OrderByDescending(static conflict => conflict.Row.IsListener)], lowestFreePort);
    }

    bool? All(Func<BindConflict, bool?> yields)
    {
        bool? all = true;
        foreach (var conflict in Conflicts)
        {
            all &= yields(conflict);
        }

        return all;
    }

    // ipv6_rcv_saddr_equal of the kernel's net/ipv4/inet_connection_sock.c.
    static BindConflictKind? Overlap(SocketRow held, HostAddress wanted, bool wantedIsDual)
    {
        // A connection of IPv6 from a mapped address holds the port in IPv4.
        var (heldHost, wantedHost) = (held.Local.Host.Unmapped, wanted.Unmapped);
        if (heldHost.IsV6 == wantedHost.IsV6)
        {
            return heldHost == wantedHost ? BindConflictKind.SameAddress
                : heldHost.IsUnspecified ? BindConflictKind.WildcardHeld
                : wantedHost.IsUnspecified ? BindConflictKind.WildcardWanted
                : null;
        }

        var heldCovers = heldHost is { IsV6: true, IsUnspecified: true } && held.IsV6Only != true;
        var wantedCovers = wantedHost is { IsV6: true, IsUnspecified: true } && wantedIsDual;
        return heldCovers || wantedCovers ? BindConflictKind.DualStack : null;
    }
}
