using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>How much of the range of ephemeral ports is taken, by destination. Thread-safe.</summary>
public static class EphemeralPorts
{
    /// <summary>Counts the connections whose local port lies in the range and is no listener's, most first. Empty where the range is not known.</summary>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static IReadOnlyList<EphemeralUse> Count()
    {
        if (EphemeralRange.Read() is not { } range)
        {
            return [];
        }

        var filter = new SocketFilter(new PortTerm(Local: true, range.First, range.Last));
        using var reader = SocketTable.Open(new SocketQuery { Tables = SocketTables.Tcp | SocketTables.Udp, Filter = filter });
        return Count(Rows(reader));
    }

    /// <summary>From rows that were read; a row may be filled again after it was taken.</summary>
    internal static IReadOnlyList<EphemeralUse> Count(IEnumerable<SocketRow> rows)
    {
        var listeners = new HashSet<ushort>();
        var uses = new Dictionary<(SocketKind, HostAddress, SocketEnd), (HashSet<ushort> Ports, int Waiting)>();
        foreach (var row in rows)
        {
            if (row.IsListener)
            {
                listeners.Add(row.Local.Port);
            }
            else if (row.HasRemote)
            {
                var key = (row.Kind, row.Local.Host.Unmapped, row.Remote with { Host = row.Remote.Host.Unmapped });
                var (ports, waiting) = uses.GetValueOrDefault(key, ([], 0));
                ports.Add(row.Local.Port);
                uses[key] = (ports, waiting + (row.State == TcpState.TimeWait ? 1 : 0));
            }
        }

        return [.. uses
            .Select(use => new EphemeralUse(use.Key.Item1, use.Key.Item2, use.Key.Item3, use.Value.Ports.Count(port => use.Key.Item1 != SocketKind.Tcp || !listeners.Contains(port)), use.Value.Waiting))
            .Where(static use => use.Ports > 0)
            .OrderByDescending(static use => use.Ports)];
    }

    static IEnumerable<SocketRow> Rows(SocketReader reader)
    {
        while (reader.Read())
        {
            yield return reader.Row;
        }
    }
}
