using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>Who listens on this machine: a picture of the moment it was taken, of the network namespace of the calling thread. Not thread-safe.</summary>
public sealed class LocalListeners
{
    readonly ILookup<int, InetRow> _rows;
    readonly SocketHolderTable _holders;

    LocalListeners(IEnumerable<InetRow> rows, SocketHolderTable holders) => (_rows, _holders) = (rows.ToLookup(static row => row.Local.Port), holders);

    /// <summary>Looks into the tables of the kernel and into every process.</summary>
    /// <param name="udp">Receivers of datagrams; else listeners of TCP.</param>
    public static LocalListeners Take(bool udp) => new(udp ? ProcNetInet.ReadUdp() : ProcNetInet.ReadTcp().Where(static row => row.IsListener), SocketHolderTable.Take());

    /// <summary>Who listens where a client of <paramref name="endPoint"/> arrives; null when nobody is found.</summary>
    public SocketHolder? Find(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var rows = _rows[endPoint.Port].Where(row => SocketHolders.Overlaps(row.Local.Address, endPoint.Address)).OrderByDescending(row => Nearness(row.Local.Address, endPoint.Address)).ToList();
        if (rows.Count == 0)
        {
            return null;
        }

        var held = _holders.Find(rows[0].Inode);
        return held.IsEmpty ? new SocketHolder(null, null) : new SocketHolder(held[0].Pid, _holders.CommandOf(held[0].Pid));
    }

    // The kernel's own order: the address itself, then the wildcard of its family, then that of the other.
    static int Nearness(IPAddress held, IPAddress wanted) => held.Equals(wanted) ? 2 : held.AddressFamily == (wanted.IsIPv4MappedToIPv6 ? AddressFamily.InterNetwork : wanted.AddressFamily) ? 1 : 0;
}
