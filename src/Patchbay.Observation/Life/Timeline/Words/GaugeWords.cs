using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Buffer levels in words; of a gauge that shows nothing new, none.</summary>
static class GaugeWords
{
    public static string? Of(GaugeEvent gauge, GaugeEvent? before)
    {
        if (gauge.State == TcpState.Listen)
        {
            return gauge.Unread == (before?.Unread ?? 0) ? null : $"accept queue: {gauge.Unread} of {gauge.ReceiveRoom}";
        }

        List<string> parts = [];
        // The last words of a socket have no levels.
        var hasLevels = gauge.Source != LifeSource.Notices;
        if (hasLevels && gauge.Unread != (before?.Unread ?? 0))
        {
            parts.Add(gauge.Unread == 0 ? "receive buffer empty" : $"receive buffer: {LifeSpan.Bytes(gauge.Unread)} unread{Room(gauge.ReceiveRoom)}");
        }

        if (hasLevels && Outgoing(gauge) != (before is null ? 0 : Outgoing(before)))
        {
            parts.Add(Outgoing(gauge) == 0 ? "send buffer empty"
                : $"send buffer: {LifeSpan.Bytes(gauge.Unsent)} not sent, {gauge.Unacknowledged} not acknowledged{Room(gauge.SendRoom)}");
        }

        if (gauge.Timer != (before?.Timer ?? SocketTimer.None) && gauge.Timer is SocketTimer.ZeroWindow or SocketTimer.KeepAlive)
        {
            parts.Add($"{SocketWords.Of(gauge.Timer)} timer");
        }

        if (gauge.Retransmits > (before?.Retransmits ?? 0))
        {
            parts.Add($"{gauge.Retransmits - (before?.Retransmits ?? 0)} segments sent again");
        }

        return parts.Count == 0 ? null : string.Join("; ", parts);
    }

    // A SYN and a FIN count one as they wait for their acknowledgement; what a closed socket says means nothing.
    static long Outgoing(GaugeEvent gauge) => gauge.State switch
    {
        TcpState.Closed => 0,
        TcpState.SynSent or TcpState.SynReceived or TcpState.FinWait1 or TcpState.LastAck or TcpState.Closing => Math.Max(0, gauge.Unsent + gauge.Unacknowledged - 1),
        _ => gauge.Unsent + gauge.Unacknowledged,
    };

    static string Room(long room) => room > 0 ? $" (room {room})" : "";
}
