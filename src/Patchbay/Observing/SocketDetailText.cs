using Patchbay.Observation;

namespace Patchbay;

/// <summary>Timers, TCP's measurements and buffers in words.</summary>
static class SocketDetailText
{
    /// <summary><c>time-wait 43 s</c>, <c>retransmission 0.2 s, 3×</c>; <c>-</c> for none.</summary>
    public static void WriteTimer(Utf8Buffer text, SocketRow row)
    {
        if (row.Timer == SocketTimer.None)
        {
            text.Append((byte)'-');
            return;
        }

        text.Append(SocketWords.Of(row.Timer));
        text.Append((byte)' ');
        Quantity.WriteMilliseconds(text, row.TimerMilliseconds);
        if (row.Retransmits != 0)
        {
            text.Append(", "u8);
            text.Append((uint)row.Retransmits);
            text.Append("×"u8);
        }
    }

    /// <summary>The line below the row: what was asked for besides it.</summary>
    public static void WriteNote(Utf8Buffer text, SocketRow row)
    {
        var tcp = row.Tcp;
        if (tcp is not null)
        {
            Write(text, tcp.Value, row.Congestion);
        }

        if (row.Memory is { } memory)
        {
            text.Append(tcp is null ? "buffers in "u8 : " · buffers in "u8);
            Write(text, memory);
        }
    }

    static void Write(Utf8Buffer text, in TcpDetails tcp, string? congestion)
    {
        text.Append("rtt "u8);
        text.AppendThousandths(tcp.RoundTrip);
        text.Append("±"u8);
        text.AppendThousandths(tcp.RoundTripVariation);
        text.Append(" ms (least "u8);
        text.AppendThousandths(tcp.MinimalRoundTrip);
        text.Append(") · cwnd "u8);
        text.Append(tcp.CongestionWindow);
        text.Append("×"u8);
        text.Append(tcp.SendMss);
        if (tcp.SlowStartThreshold is { } threshold)
        {
            text.Append(" ssthresh "u8);
            text.Append(threshold);
        }

        if (congestion is not null)
        {
            text.Append((byte)' ');
            text.Append(congestion);
        }

        WriteTraffic(text, tcp);
        text.Append(" · last sent "u8);
        Quantity.WriteMilliseconds(text, tcp.LastSent);
        text.Append(" ago, received "u8);
        Quantity.WriteMilliseconds(text, tcp.LastReceived);
        text.Append(" ago"u8);
    }

    static void WriteTraffic(Utf8Buffer text, in TcpDetails tcp)
    {
        text.Append(" · sent "u8);
        Quantity.WriteBytes(text, tcp.BytesSent);
        text.Append(", received "u8);
        Quantity.WriteBytes(text, tcp.BytesReceived);
        if (tcp.TotalRetransmits == 0)
        {
            text.Append(" · no retransmits"u8);
        }
        else
        {
            text.Append(" · "u8);
            text.Append(tcp.TotalRetransmits);
            text.Append(" retransmits ("u8);
            Quantity.WriteBytes(text, tcp.BytesRetransmitted);
            text.Append((byte)')');
        }

        if (tcp.Unacknowledged > 0)
        {
            text.Append(" · "u8);
            text.Append(tcp.Unacknowledged);
            text.Append(" segments unacknowledged"u8);
        }

        if (tcp.DeliveryRate > 0)
        {
            text.Append(" · delivers "u8);
            Quantity.WriteBytes(text, tcp.DeliveryRate);
            text.Append("/s"u8);
        }
    }

    static void Write(Utf8Buffer text, SocketMemory memory)
    {
        text.Append(memory.Received);
        text.Append(" of "u8);
        text.Append(memory.ReceiveLimit);
        text.Append(", out "u8);
        text.Append(memory.Queued);
        text.Append(" of "u8);
        text.Append(memory.SendLimit);
        if (memory.Drops > 0)
        {
            text.Append(", "u8);
            text.Append(memory.Drops);
            text.Append(" dropped"u8);
        }
    }
}
