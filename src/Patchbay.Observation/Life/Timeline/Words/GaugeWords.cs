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
        if (gauge.Unread != (before?.Unread ?? 0))
        {
            parts.Add(gauge.Unread == 0 ? "receive buffer empty" : $"receive buffer: {LifeSpan.Bytes(gauge.Unread)} unread{Room(gauge.ReceiveRoom)}");
        }

        if (gauge.Unsent + gauge.Unacknowledged != (before is null ? 0 : before.Unsent + before.Unacknowledged))
        {
            parts.Add(gauge.Unsent + gauge.Unacknowledged == 0 ? "send buffer empty"
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

    static string Room(long room) => room > 0 ? $" (room {room})" : "";
}
