namespace Patchbay.Observation;

/// <summary>Joins both ends of the connections within this machine: TCP and UDP by their addresses, Unix sockets by their inodes. Thread-safe.</summary>
public static class SocketPairs
{
    /// <summary>Every pair of which an end matches the query's filter.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static IReadOnlyList<SocketPair> Find(SocketQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        // Both ends are needed, also where the filter matches one.
        var details = query.Filter?.NeedsOwners == true ? query.Details | SocketDetails.Owners : query.Details;
        return Join(SocketTable.ReadAll(query with { Filter = null, Details = details }), query.Filter);
    }

    /// <summary>The pairs among rows that were read.</summary>
    /// <param name="rows">All rows of the tables in question.</param>
    /// <param name="filter">At least one end matches; null for all.</param>
    public static IReadOnlyList<SocketPair> Join(IReadOnlyList<SocketRow> rows, SocketFilter? filter)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var listeners = rows.Where(static row => row is { IsInet: true, IsListener: true }).Select(static row => row.Local.Port).ToHashSet();
        var byEnds = new Dictionary<(SocketKind, SocketEnd, SocketEnd), SocketRow>();
        var byInode = new Dictionary<ulong, SocketRow>();
        foreach (var row in rows)
        {
            if (row is { IsInet: true, HasRemote: true, Kind: not SocketKind.Raw })
            {
                byEnds.TryAdd((row.Kind, Plain(row.Local), Plain(row.Remote)), row);
            }
            else if (!row.IsInet && row.Inode != 0)
            {
                byInode.TryAdd(row.Inode, row);
            }
        }

        var pairs = new List<SocketPair>();
        var done = new HashSet<SocketRow>(ReferenceEqualityComparer.Instance);
        foreach (var row in rows)
        {
            if (!row.HasRemote || row.Kind == SocketKind.Raw || !done.Add(row))
            {
                continue;
            }

            var other = row.IsInet
                ? byEnds.GetValueOrDefault((row.Kind, Plain(row.Remote), Plain(row.Local)))
                : byInode.GetValueOrDefault(row.PeerInode);
            // Connected to itself, or not of this machine.
            if (ReferenceEquals(other, row) || (other is null && row.Scope != SocketScope.Loopback))
            {
                continue;
            }

            if (other is not null)
            {
                done.Add(other);
            }

            if (filter is null || filter.Matches(row) || (other is not null && filter.Matches(other)))
            {
                pairs.Add(IsServer(row, other, listeners) && other is not null ? new(other, row) : new(row, other));
            }
        }

        return pairs;
    }

    // A name is the listener's: a Unix socket that was accepted has it, one that connected rarely has one.
    static bool IsServer(SocketRow row, SocketRow? other, HashSet<ushort> listeners) =>
        other is null ? false
        : !row.IsInet ? row.Name is not null && other.Name is null
        : listeners.Contains(row.Local.Port) != listeners.Contains(other.Local.Port) ? listeners.Contains(row.Local.Port)
        : row.Local.Port < other.Local.Port;

    // A dual-stack socket sees an IPv4 peer under its mapped address; the peer does not.
    static SocketEnd Plain(SocketEnd end) => end with { Host = end.Host.Unmapped };
}
