using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The holders of a socket in a cell: <c>nginx (pid 311, 312)</c>.</summary>
static class SocketOwners
{
    /// <summary>
    /// A TCP socket without an inode is in no process: a connection that nobody has accepted yet, or one that its program closed and the kernel brings to its end.
    /// </summary>
    public static string Text(SocketRow row) =>
        row.Owners.Count > 0 ? Text(row.Owners)
        : row is not { Kind: SocketKind.Tcp, Inode: 0 } ? "-"
        : row.State is TcpState.Established or TcpState.CloseWait or TcpState.SynReceived ? "(not accepted yet)"
        : "(closed by its program)";

    public static string Text(IReadOnlyList<SocketOwner> owners) =>
        owners.Count == 0 ? "-" : $"{owners[0].Name} (pid {string.Join(", ", owners.Select(static owner => owner.Pid).Distinct())})";
}
