using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The words of tables, as ss(8) and RFC 9293 have them. What a filter reads is the state in lower case.</summary>
public static class SocketWords
{
    /// <summary><c>tcp</c>, <c>u_str</c> …</summary>
    public static string Of(SocketKind kind) => kind switch
    {
        SocketKind.Tcp => "tcp",
        SocketKind.Udp => "udp",
        SocketKind.Raw => "raw",
        SocketKind.UnixStream => "u_str",
        SocketKind.UnixDatagram => "u_dgr",
        SocketKind.UnixSequenced => "u_seq",
        SocketKind.PacketRaw => "p_raw",
        _ => "p_dgr",
    };

    /// <summary><c>ESTABLISHED</c>, <c>FIN-WAIT-2</c>, <c>UNCONN</c> … A TCP socket that is closed and in the table is bound and nothing more.</summary>
    public static string StateOf(SocketRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row is { Kind: SocketKind.Tcp, State: TcpState.Closed } ? "BOUND" : Of(row.State);
    }

    /// <summary><c>ESTABLISHED</c>, <c>FIN-WAIT-2</c>, <c>UNCONN</c> …</summary>
    public static string Of(TcpState state) => state switch
    {
        TcpState.Established => "ESTABLISHED",
        TcpState.SynSent => "SYN-SENT",
        TcpState.SynReceived => "SYN-RECV",
        TcpState.FinWait1 => "FIN-WAIT-1",
        TcpState.FinWait2 => "FIN-WAIT-2",
        TcpState.TimeWait => "TIME-WAIT",
        TcpState.Closed => "UNCONN",
        TcpState.CloseWait => "CLOSE-WAIT",
        TcpState.LastAck => "LAST-ACK",
        TcpState.Listen => "LISTEN",
        TcpState.Closing => "CLOSING",
        _ => "UNKNOWN",
    };

    /// <summary><c>loopback</c>, <c>LAN</c>, <c>everywhere</c>, <c>-</c>.</summary>
    public static string Of(SocketScope scope) => scope switch
    {
        SocketScope.Loopback => "loopback",
        SocketScope.Lan => "LAN",
        SocketScope.Everywhere => "everywhere",
        _ => "-",
    };

    /// <summary><c>retransmission</c>, <c>keep-alive</c>, <c>time-wait</c>, <c>zero-window</c>; empty for none.</summary>
    public static string Of(SocketTimer timer) => timer switch
    {
        SocketTimer.None => "",
        SocketTimer.Retransmission => "retransmission",
        SocketTimer.KeepAlive => "keep-alive",
        SocketTimer.TimeWait => "time-wait",
        SocketTimer.ZeroWindow => "zero-window",
        _ => "other",
    };
}
