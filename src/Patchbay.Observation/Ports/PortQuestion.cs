using System.Globalization;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>Who has a port, and whether a bind to it would work. Nothing is bound to find out. Thread-safe.</summary>
public static class PortQuestion
{
    const int CAP_NET_BIND_SERVICE = 10;
    const int OptionsAskedFor = 64;

    /// <summary>Looks at the table.</summary>
    /// <param name="wanted">The port, perhaps at one address.</param>
    /// <param name="tables">TCP, UDP or both.</param>
    /// <exception cref="ObservationException">The table cannot be read.</exception>
    public static PortAnswer Ask(PortWanted wanted, SocketTables tables = SocketTables.Tcp | SocketTables.Udp)
    {
        var names = new SystemFilterNames();
        var filter = SocketFilter.Parse($"sport = {wanted.Port}", names);
        using var reader = SocketTable.Open(new SocketQuery { Tables = tables & (SocketTables.Tcp | SocketTables.Udp), Filter = filter, Details = SocketDetails.Owners, BoundOnly = true });
        var rows = new List<SocketRow>();
        while (reader.Read())
        {
            rows.Add(reader.Row.Copy());
        }

        var lowest = LowestFreePort();
        var options = new Dictionary<SocketRow, (bool, bool)?>(ReferenceEqualityComparer.Instance);
        var forecasts = new List<BindForecast>();
        foreach (var kind in new[] { SocketKind.Tcp, SocketKind.Udp }.Where(kind => tables.HasFlag(kind == SocketKind.Tcp ? SocketTables.Tcp : SocketTables.Udp)))
        {
            foreach (var host in wanted.Host is { } one ? [one] : new[] { HostAddress.From(IPAddress.Loopback), HostAddress.From(IPAddress.Any), HostAddress.From(IPAddress.IPv6Any) })
            {
                forecasts.Add(BindForecast.Of(kind, new SocketEnd(host, wanted.Port), host is { IsV6: true, IsUnspecified: true }, rows, Options, lowest));
            }
        }

        return new PortAnswer(wanted, rows, forecasts, IsEphemeral(wanted.Port), reader.Missing);

        // The same socket is in the way of several binds; a busy server's accepted connections all have what their listener has.
        (bool, bool)? Options(SocketRow row)
        {
            if (!options.TryGetValue(row, out var known))
            {
                known = row.Owners is [var owner, ..] && options.Count < OptionsAskedFor ? BorrowedSocket.ReuseOptions(owner.Pid, owner.Descriptor, row.Cookie) : null;
                options[row] = known;
            }

            return known;
        }
    }

    static int LowestFreePort() => ProcessRights.Has(CAP_NET_BIND_SERVICE) ? 0 : FirstNumber("/proc/sys/net/ipv4/ip_unprivileged_port_start") ?? 0;

    // One of those that the kernel takes for connections by itself, and that may be gone at any time.
    static bool IsEphemeral(ushort port) => EphemeralRange.Read() is { } range && port >= range.First && port <= range.Last;

    static int? FirstNumber(string path) =>
        File.Exists(path) && int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
