using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>TCP or UDP, by netlink.</summary>
sealed class InetRowSource(InetDiagQuery query) : IRowSource
{
    // TCP_NEW_SYN_RECV: a connection that is being made and has no full socket yet; to people it is SYN-RECV.
    const int NewSynReceived = 12;
    const int BoundInactive = 13;

    readonly NetlinkReply _reply = SockDiag.Inet(query);
    readonly SocketKind _kind = query.Protocol == InetDiagQuery.Tcp ? SocketKind.Tcp : SocketKind.Udp;
    readonly bool _wantsMore = query.Extensions != InetDiagExtensions.None;
    string? _congestion;

    public bool Read(SocketRow row)
    {
        if (!_reply.MoveNext())
        {
            return false;
        }

        var message = new InetDiagMessage(_reply.Row);
        row.Clear();
        row.Kind = _kind;
        row.State = message.State switch
        {
            NewSynReceived => TcpState.SynReceived,
            BoundInactive => TcpState.Closed,
            <= (byte)TcpState.Closing => (TcpState)message.State,
            _ => TcpState.Unknown,
        };
        row.Local = new SocketEnd(HostAddress.Read(message.LocalAddress), message.LocalPort);
        row.Remote = new SocketEnd(HostAddress.Read(message.RemoteAddress), message.RemotePort);
        row.Interface = message.Interface;
        row.Cookie = message.Cookie;
        row.ReceiveQueue = message.ReceiveQueue;
        row.SendQueue = message.SendQueue;
        row.User = message.User;
        row.Inode = message.Inode;
        row.Timer = (SocketTimer)message.Timer;
        row.TimerMilliseconds = message.Expires;
        row.Retransmits = message.Retransmits;
        ReadAttributes(row, message.Attributes);
        return true;
    }

    public bool WasDisturbed => _reply.WasDisturbed;

    public void Dispose() => _reply.Dispose();

    void ReadAttributes(SocketRow row, NetlinkAttributes attributes)
    {
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case InetDiagAttribute.V6Only when attributes.Value.Length > 0:
                    row.IsV6Only = attributes.Value[0] != 0;
                    break;
                case InetDiagAttribute.Mark:
                    row.Mark = attributes.Number;
                    break;
                case InetDiagAttribute.Cgroup:
                    row.Cgroup = attributes.LongNumber;
                    break;
                case InetDiagAttribute.Info when _wantsMore && row.State != TcpState.Listen:
                    row.Tcp = TcpDetails.Read(attributes.Value);
                    break;
                case InetDiagAttribute.Congestion when _wantsMore:
                    // One of a handful of names: the last one is nearly always the next one.
                    var name = attributes.Value.TrimEnd((byte)0);
                    row.Congestion = _congestion is not null && System.Text.Ascii.Equals(name, _congestion) ? _congestion : _congestion = attributes.Text;
                    break;
                case InetDiagAttribute.SocketMemory when _wantsMore:
                    row.Memory = SocketMemory.Read(attributes.Value);
                    break;
            }
        }
    }
}
