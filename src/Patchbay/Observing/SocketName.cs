using System.Globalization;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>What stands in the columns of addresses for sockets that have none.</summary>
static class SocketName
{
    /// <summary>A Unix socket's path or inode; what a packet socket takes, and where.</summary>
    public static string LocalOf(SocketRow row) =>
        row.Kind is SocketKind.PacketRaw or SocketKind.PacketDatagram ? $"{row.Name}%{(row.Interface == 0 ? "*" : InterfaceNameCache.Of(row.Interface))}"
        : row.Name ?? Inode(row.Inode);

    /// <summary>The other end of a Unix socket.</summary>
    public static string RemoteOf(SocketRow row) => row.PeerInode == 0 ? "-" : Inode(row.PeerInode);

    /// <summary>Either end of any socket, as one word.</summary>
    public static string Of(SocketRow row, bool local) =>
        !row.IsInet ? local ? LocalOf(row) : RemoteOf(row)
        : !local && !row.HasRemote ? "-"
        : local && row.IsDualStack ? string.Create(CultureInfo.InvariantCulture, $"*:{row.Local.Port}")
        : (local ? row.Local : row.Remote).ToString();

    static string Inode(ulong inode) => string.Create(CultureInfo.InvariantCulture, $"inode:{inode}");
}
