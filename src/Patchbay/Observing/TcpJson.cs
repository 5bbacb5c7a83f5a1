using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>What the kernel measures of a TCP connection, in JSON.</summary>
static class TcpJson
{
    public static void Write(Utf8JsonWriter json, TcpDetails tcp, string? congestion)
    {
        json.WriteStartObject();
        json.WriteNumber("rttMicroseconds", tcp.RoundTrip);
        json.WriteNumber("rttVariationMicroseconds", tcp.RoundTripVariation);
        json.WriteNumber("minRttMicroseconds", tcp.MinimalRoundTrip);
        json.WriteNumber("retransmitTimeoutMicroseconds", tcp.RetransmitTimeout);
        if (congestion is not null)
        {
            json.WriteString("congestion", congestion);
        }

        json.WriteNumber("cwnd", tcp.CongestionWindow);
        if (tcp.SlowStartThreshold is { } threshold)
        {
            json.WriteNumber("ssthresh", threshold);
        }

        json.WriteNumber("sendMss", tcp.SendMss);
        json.WriteNumber("receiveMss", tcp.ReceiveMss);
        json.WriteNumber("pathMtu", tcp.PathMtu);
        json.WriteNumber("unacknowledged", tcp.Unacknowledged);
        json.WriteNumber("lost", tcp.Lost);
        json.WriteNumber("retransmitting", tcp.Retransmitting);
        json.WriteNumber("totalRetransmits", tcp.TotalRetransmits);
        json.WriteNumber("bytesSent", tcp.BytesSent);
        json.WriteNumber("bytesRetransmitted", tcp.BytesRetransmitted);
        json.WriteNumber("bytesAcknowledged", tcp.BytesAcknowledged);
        json.WriteNumber("bytesReceived", tcp.BytesReceived);
        json.WriteNumber("segmentsSent", tcp.SegmentsSent);
        json.WriteNumber("segmentsReceived", tcp.SegmentsReceived);
        json.WriteNumber("notSent", tcp.NotSent);
        json.WriteNumber("deliveryRate", tcp.DeliveryRate);
        if (tcp.PacingRate is { } pacing)
        {
            json.WriteNumber("pacingRate", pacing);
        }

        json.WriteNumber("lastSentMilliseconds", tcp.LastSent);
        json.WriteNumber("lastReceivedMilliseconds", tcp.LastReceived);
        json.WriteNumber("busyMicroseconds", tcp.BusyTime);
        json.WriteNumber("receiveWindowLimitedMicroseconds", tcp.ReceiveWindowLimited);
        json.WriteNumber("sendBufferLimitedMicroseconds", tcp.SendBufferLimited);
        json.WriteNumber("peerWindow", tcp.PeerWindow);
        json.WriteEndObject();
    }
}
