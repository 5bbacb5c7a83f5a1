using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Raw IP sockets, from /proc: many kernels have no table of them in netlink.</summary>
sealed class RawRowSource(bool ipv6) : IRowSource
{
    readonly IEnumerator<RawRow> _rows = ProcNetRaw.Read(ipv6).GetEnumerator();

    public bool Read(SocketRow row)
    {
        if (!_rows.MoveNext())
        {
            return false;
        }

        var (inet, receive, send, _) = _rows.Current;
        row.Clear();
        row.Kind = SocketKind.Raw;
        row.State = (TcpState)inet.State;
        row.Local = new SocketEnd(HostAddress.From(inet.Local.Address), (ushort)inet.Local.Port);
        row.Remote = new SocketEnd(HostAddress.From(inet.Remote.Address), (ushort)inet.Remote.Port);
        (row.ReceiveQueue, row.SendQueue, row.User, row.Inode) = (receive, send, inet.Uid, inet.Inode);
        return true;
    }

    // /proc does not tell.
    public bool WasDisturbed => false;

    public void Dispose() => _rows.Dispose();
}
