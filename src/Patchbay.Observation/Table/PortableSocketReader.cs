using System.Net;
using System.Net.NetworkInformation;
using TcpState = Patchbay.Sockets.TcpState;

namespace Patchbay.Observation;

/// <summary>The table as the framework shows it on every system: TCP connections and listeners, UDP receivers, by address. Nothing more is known of them.</summary>
sealed class PortableSocketReader : SocketReader
{
    readonly IEnumerator<(SocketKind Kind, TcpState State, IPEndPoint Local, IPEndPoint? Remote)> _rows;
    readonly SocketQuery _query;

    public PortableSocketReader(SocketQuery query) : base(query.Filter)
    {
        _query = query;
        _rows = Rows(IPGlobalProperties.GetIPGlobalProperties()).GetEnumerator();
        MissingList.Add("queues, users, processes and timers: this system's table as .NET reads it has addresses and states only");
        if ((query.Tables & (SocketTables.Raw | SocketTables.Packet)) != 0)
        {
            MissingList.Add("raw and packet sockets");
        }

        if (query.Tables.HasFlag(SocketTables.Unix))
        {
            MissingList.Add("Unix sockets");
        }

        if (query.Details.HasFlag(SocketDetails.TcpInfo))
        {
            MissingList.Add("TCP information");
        }
    }

    private protected override bool ReadAny()
    {
        while (_rows.MoveNext())
        {
            var (kind, state, local, remote) = _rows.Current;
            Row.Clear();
            Row.Kind = kind;
            Row.State = state;
            Row.Local = End(local);
            Row.Remote = remote is null ? new SocketEnd(Row.Local.Host.IsV6 ? HostAddress.From(IPAddress.IPv6Any) : default, 0) : End(remote);
            if (Row.Local.Host.IsV6 ? _query.IPv6 : _query.IPv4)
            {
                return true;
            }
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _rows.Dispose();
        base.Dispose(disposing);
    }

    IEnumerable<(SocketKind, TcpState, IPEndPoint, IPEndPoint?)> Rows(IPGlobalProperties properties)
    {
        if (_query.Tables.HasFlag(SocketTables.Tcp))
        {
            foreach (var listener in properties.GetActiveTcpListeners())
            {
                yield return (SocketKind.Tcp, TcpState.Listen, listener, null);
            }

            foreach (var connection in properties.GetActiveTcpConnections())
            {
                yield return (SocketKind.Tcp, State(connection.State), connection.LocalEndPoint, connection.RemoteEndPoint);
            }
        }

        if (_query.Tables.HasFlag(SocketTables.Udp))
        {
            foreach (var receiver in properties.GetActiveUdpListeners())
            {
                yield return (SocketKind.Udp, TcpState.Closed, receiver, null);
            }
        }
    }

    static SocketEnd End(IPEndPoint end) => new(HostAddress.From(end.Address), (ushort)end.Port);

    static TcpState State(System.Net.NetworkInformation.TcpState state) => state switch
    {
        System.Net.NetworkInformation.TcpState.Listen => TcpState.Listen,
        System.Net.NetworkInformation.TcpState.SynSent => TcpState.SynSent,
        System.Net.NetworkInformation.TcpState.SynReceived => TcpState.SynReceived,
        System.Net.NetworkInformation.TcpState.Established => TcpState.Established,
        System.Net.NetworkInformation.TcpState.FinWait1 => TcpState.FinWait1,
        System.Net.NetworkInformation.TcpState.FinWait2 => TcpState.FinWait2,
        System.Net.NetworkInformation.TcpState.CloseWait => TcpState.CloseWait,
        System.Net.NetworkInformation.TcpState.Closing => TcpState.Closing,
        System.Net.NetworkInformation.TcpState.LastAck => TcpState.LastAck,
        System.Net.NetworkInformation.TcpState.TimeWait => TcpState.TimeWait,
        System.Net.NetworkInformation.TcpState.Closed or System.Net.NetworkInformation.TcpState.DeleteTcb => TcpState.Closed,
        _ => TcpState.Unknown,
    };
}
