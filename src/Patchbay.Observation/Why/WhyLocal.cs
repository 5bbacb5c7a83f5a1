using System.Net;

namespace Patchbay.Observation;

/// <summary>What this machine's own table knows of a target that is this machine.</summary>
sealed class WhyLocal
{
    readonly IReadOnlyList<SocketRow> _rows;

    WhyLocal(IReadOnlyList<SocketRow> rows) => _rows = rows;

    /// <summary>The sockets with that local port, with their owners; none where the table cannot be read.</summary>
    public static WhyLocal Read(ushort port, SocketKind kind = SocketKind.Tcp)
    {
        try
        {
            return new(SocketTable.ReadAll(new SocketQuery
            {
                Tables = kind == SocketKind.Tcp ? SocketTables.Tcp : SocketTables.Udp,
                Filter = SocketFilter.Parse(FormattableString.Invariant($"sport = {port}"), new SystemFilterNames()),
                Details = SocketDetails.Owners,
            }));
        }
        catch (ObservationException)
        {
            return new([]);
        }
    }

    /// <summary>Rows told by a test.</summary>
    internal static WhyLocal Of(IReadOnlyList<SocketRow> rows) => new(rows);

    /// <summary>Those that listen; of UDP, that receive.</summary>
    public IEnumerable<SocketRow> Listeners => _rows.Where(static row => row.Kind == SocketKind.Udp ? !row.HasRemote : row.IsListener);

    /// <summary>The one that would take a connection to this address.</summary>
    public SocketRow? ListenerFor(IPAddress address)
    {
        var wanted = HostAddress.From(address).Unmapped;
        return Listeners.Where(row => Takes(row, wanted)).OrderBy(static row => row.Local.IsAny).FirstOrDefault();
    }

    /// <summary>The server's end of a connection of ours. Without an inode it waits in the backlog.</summary>
    public SocketRow? Accepted(IPEndPoint ours, IPEndPoint theirs)
    {
        var (local, remote) = (End(theirs), End(ours));
        return _rows.FirstOrDefault(row => Plain(row.Local) == local && Plain(row.Remote) == remote);
    }

    /// <summary><c>python3 (pid 12)</c>, or whose process it is.</summary>
    public static string Holder(SocketRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Owners is [var owner, ..] ? owner.ToString() : $"a process of {UserNames.Of(row.User)}";
    }

    /// <summary>A listener whose queue holds more than its backlog takes no one in: the kernel lets it hold one more than listen(2) asked for.</summary>
    public static bool IsFull(SocketRow row) => row is { Kind: SocketKind.Tcp, IsListener: true } && row.ReceiveQueue > row.SendQueue;

    static bool Takes(SocketRow row, HostAddress wanted)
    {
        var host = row.Local.Host.Unmapped;
        return host == wanted || (row.Local.IsAny && (host.IsV6 == wanted.IsV6 || (host.IsV6 && row.IsV6Only != true)));
    }

    static SocketEnd Plain(SocketEnd end) => end with { Host = end.Host.Unmapped };

    static SocketEnd End(IPEndPoint end) => new(HostAddress.From(end.Address).Unmapped, (ushort)end.Port);
}
