using System.Net;

namespace Patchbay.Linux;

/// <summary>
/// The one place that finds which process holds a socket: the socket's inode from the kernel's table, then the descriptor that links to it in /proc.
/// Thread-safe. Answers null on other systems and where nothing is found; sees other users' processes only with the rights to.
/// </summary>
public static class SocketHolders
{
    /// <summary>Who listens where <paramref name="wanted"/> cannot be bound: on the same port and the same or an overlapping address.</summary>
    /// <remarks>A bound socket that does not listen is in no table of /proc, so its holder is not found.</remarks>
    public static SocketHolder? FindTcpListener(IPEndPoint wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return FindNearest(ProcNetInet.ReadTcp().Where(static row => row.IsListener), wanted);
    }

    /// <summary>Who receives datagrams where <paramref name="wanted"/> cannot be bound: on the same port and the same or an overlapping address.</summary>
    public static SocketHolder? FindUdpReceiver(IPEndPoint wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return FindNearest(ProcNetInet.ReadUdp(), wanted);
    }

    /// <summary>Who listens on a Unix socket; a leading <c>@</c> means the abstract namespace.</summary>
    public static SocketHolder? FindUnixListener(string path) =>
        ProcNetUnix.FindListener(path) is { } inode ? FindByInode(inode) : null;

    /// <summary>Who has a Unix socket bound to a path, listening or not; a leading <c>@</c> means the abstract namespace.</summary>
    public static SocketHolder? FindUnixBound(string path) =>
        ProcNetUnix.FindBound(path) is { } inode ? FindByInode(inode) : null;

    /// <summary>
    /// Two listeners on one port collide when the addresses are equal or one is the wildcard. <c>::</c> also covers IPv4 unless IPV6_V6ONLY is set,
    /// which /proc does not show: it counts as an overlap.
    /// </summary>
    public static bool Overlaps(IPAddress held, IPAddress wanted)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(wanted);
        held = MappedAddress.Unmap(held);
        wanted = MappedAddress.Unmap(wanted);
        if (held.Equals(IPAddress.IPv6Any) || wanted.Equals(IPAddress.IPv6Any))
        {
            return true;
        }

        return held.AddressFamily == wanted.AddressFamily
            && (held.Equals(wanted) || held.Equals(IPAddress.Any) || wanted.Equals(IPAddress.Any));
    }

    static SocketHolder? FindNearest(IEnumerable<InetRow> rows, IPEndPoint wanted)
    {
        InetRow? best = null;
        foreach (var row in rows)
        {
            if (row.Local.Port != wanted.Port || !Overlaps(row.Local.Address, wanted.Address))
            {
                continue;
            }

            if (best is null || row.Local.Address.Equals(wanted.Address))
            {
                best = row;
            }
        }

        return best is { } found ? FindByInode(found.Inode) : null;
    }

    static SocketHolder FindByInode(ulong inode)
    {
        int? pid = null;
        ProcessDescriptors.Walk(held =>
        {
            pid = held.Inode == inode ? held.Pid : null;
            return pid is null;
        });
        return new SocketHolder(pid, pid is { } found ? ReadCommand(found) : null);
    }

    /// <summary>The name of a process (comm, at most 15 bytes); null when it is gone.</summary>
    public static string? ReadCommand(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").TrimEnd('\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
