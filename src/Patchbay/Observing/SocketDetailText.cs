using System.Globalization;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Timers, TCP's measurements and buffers in words.</summary>
static class SocketDetailText
{
    /// <summary><c>time-wait 43 s</c>, <c>retransmission 0.2 s, sent again 3 times</c>; <c>-</c> for none.</summary>
    public static string Timer(SocketRow row)
    {
        if (row.Timer == SocketTimer.None)
        {
            return "-";
        }

        var text = $"{SocketWords.Of(row.Timer)} {Duration.Format(TimeSpan.FromMilliseconds(row.TimerMilliseconds))}";
        return row.Retransmits == 0 ? text : $"{text}, {row.Retransmits}×";
    }

    /// <summary>The line below the row; null when nothing was asked for.</summary>
    public static string? Note(SocketRow row)
    {
        if (row.Tcp is null && row.Memory is null)
        {
            return null;
        }

        var parts = new List<string>();
        if (row.Tcp is { } tcp)
        {
            parts.AddRange(Parts(tcp, row));
        }

        if (row.Memory is { } memory)
        {
            parts.Add(Invariant($"buffers in {memory.Received} of {memory.ReceiveLimit}, out {memory.Queued} of {memory.SendLimit}{(memory.Drops > 0 ? Invariant($", {memory.Drops} dropped") : "")}"));
        }

        return string.Join(" · ", parts);
    }

    static IEnumerable<string> Parts(TcpDetails tcp, SocketRow row)
    {
        yield return Invariant($"rtt {Milliseconds(tcp.RoundTrip)}±{Milliseconds(tcp.RoundTripVariation)} ms (least {Milliseconds(tcp.MinimalRoundTrip)})");
        yield return Invariant($"cwnd {tcp.CongestionWindow}×{tcp.SendMss}{(tcp.SlowStartThreshold is { } threshold ? Invariant($" ssthresh {threshold}") : "")}{(row.Congestion is null ? "" : " " + row.Congestion)}");
        yield return $"sent {Quantity.Bytes(tcp.BytesSent)}, received {Quantity.Bytes(tcp.BytesReceived)}";
        yield return tcp.TotalRetransmits == 0 ? "no retransmits" : Invariant($"{tcp.TotalRetransmits} retransmits ({Quantity.Bytes(tcp.BytesRetransmitted)})");
        if (tcp.Unacknowledged > 0)
        {
            yield return Invariant($"{tcp.Unacknowledged} segments unacknowledged");
        }

        if (tcp.DeliveryRate > 0)
        {
            yield return $"delivers {Quantity.Bytes(tcp.DeliveryRate)}/s";
        }

        yield return $"last sent {Duration.Format(TimeSpan.FromMilliseconds(tcp.LastSent))} ago, received {Duration.Format(TimeSpan.FromMilliseconds(tcp.LastReceived))} ago";
    }

    static string Milliseconds(uint microseconds) => (microseconds / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
