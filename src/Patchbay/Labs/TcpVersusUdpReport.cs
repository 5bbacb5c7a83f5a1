using System.Globalization;
using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>lab tcp-vs-udp</c>: the same bytes by both, and what each side saw.</summary>
static class TcpVersusUdpReport
{
    const int LongestList = 12;

    /// <summary>Exit code 99 when what the receiver saw is not what the relay did.</summary>
    public static ExitCode Run(Invocation invocation, Impairment impairment)
    {
        var udp = TcpVersusUdp.OverUdp(impairment);
        var tcp = TcpVersusUdp.OverTcp(impairment.Seed);
        var (lossy, unable) = TryLossy(impairment);
        if (invocation.Report.Json == JsonMode.None)
        {
            WriteText(invocation.Report, impairment, udp, tcp, lossy, unable);
        }
        else
        {
            WriteJson(invocation, impairment, udp, tcp, lossy, unable);
        }

        return udp.Relay.Agrees(udp.Receiver) && tcp.SentDigest == tcp.ReceivedDigest ? ExitCode.Done : ExitCode.Expectation;
    }

    static (LossyPassage? Passage, ObservationException? Unable) TryLossy(Impairment impairment)
    {
        if (impairment.LossPercent == 0)
        {
            return (null, new ObservationException(ObservationFailure.Other, "no loss was asked for", "--loss 10 asks for some."));
        }

        try
        {
            return (LossyNetwork.Run(impairment.Seed, impairment.LossPercent), null);
        }
        catch (ObservationException error)
        {
            return (null, error);
        }
    }

    static void WriteText(Report report, Impairment impairment, UdpPassage udp, TcpPassage tcp, LossyPassage? lossy, ObservationException? unable)
    {
        report.Line(Text($"{udp.Datagrams * udp.Size} bytes each way of sending, seed {impairment.Seed}."));
        report.Line();
        report.Line($"{report.Bold("UDP")}  {udp.Datagrams} datagrams through a relay of ours that loses {impairment.LossPercent} %, doubles {impairment.DuplicatePercent} % and holds back {impairment.ReorderPercent} %");
        report.Line("                 relay did         receiver saw");
        Compare(report, "lost", udp.Relay.Lost, udp.Receiver.Lost);
        Compare(report, "doubled", udp.Relay.Duplicated, udp.Receiver.Duplicated);
        Compare(report, "out of order", udp.Relay.Reordered, udp.Receiver.Reordered);
        report.Line(Text($"  {udp.Arrivals} datagrams arrived, each whole. No call of the sender failed."));
        report.Line($"  sha256 sent      {udp.SentDigest}");
        report.Line($"  sha256 received  {udp.ReceivedDigest}{(udp.SentDigest == udp.ReceivedDigest ? "" : "  (not the same)")}");
        report.Line();
        report.Line($"{report.Bold("TCP")}  the same bytes through a relay of ours that passes pieces of any size on, with {tcp.Pauses} pauses");
        report.Line("  This relay cannot lose: it reads a stream and writes a stream, and loopback drops nothing. It shows cutting and delay only.");
        report.Line(Text($"  {tcp.Writes} calls of send(), {tcp.Reads} of recv(): the pieces have nothing to do with the writes."));
        report.Line($"  sha256 sent      {tcp.SentDigest}");
        report.Line($"  sha256 received  {tcp.ReceivedDigest}{(tcp.SentDigest == tcp.ReceivedDigest ? "  (the same)" : "")}");
        report.Line();
        if (lossy is null)
        {
            report.Line($"TCP under loss was not shown: {unable!.Message}.");
            report.Line(unable.Hint ?? "");
            return;
        }

        report.Line($"{report.Bold("Real loss")}  both once more in a network namespace of our own, whose firewall throws {lossy.LossPercent} % of the packets away at random");
        report.Line(Text($"  UDP  {lossy.UdpSent} sent, {lossy.UdpDropped} thrown away, {lossy.UdpReceived} received"));
        report.Line(Text($"  TCP  {lossy.TcpDropped} packets thrown away, {lossy.Retransmits} segments sent again (TCP_INFO){(lossy.Retransmits < lossy.TcpDropped ? ", some neighbours as one" : "")}, all {lossy.Tcp.Bytes} bytes there after {lossy.Took.TotalSeconds:0.00} s"));
        report.Line($"  sha256 received  {lossy.Tcp.ReceivedDigest}{(lossy.Tcp.SentDigest == lossy.Tcp.ReceivedDigest ? "  (the same)" : "")}");
    }

    static void Compare(Report report, string what, IReadOnlyList<int> did, IReadOnlyList<int> saw)
    {
        report.Line(Text($"  {what,-14} {did.Count,-17} {saw.Count,-6} {(did.SequenceEqual(saw) ? "the same numbers: " : "OTHER numbers: ")}{string.Join(' ', saw.Take(LongestList))}{(saw.Count > LongestList ? " …" : "")}"));
    }

    static void WriteJson(Invocation invocation, Impairment impairment, UdpPassage udp, TcpPassage tcp, LossyPassage? lossy, ObservationException? unable)
    {
        using var json = new JsonRows(invocation.Io.Output, "passages", "passage", invocation.Report.Json == JsonMode.Lines);
        json.Row(writer =>
        {
            writer.WriteString("by", "udp");
            writer.WriteNumber("sent", udp.Datagrams);
            writer.WriteNumber("arrived", udp.Arrivals);
            Write(writer, "relay", udp.Relay);
            Write(writer, "receiver", udp.Receiver);
            Digests(writer, udp.SentDigest, udp.ReceivedDigest);
        });
        json.Row(writer =>
        {
            writer.WriteString("by", "tcp");
            writer.WriteNumber("writes", tcp.Writes);
            writer.WriteNumber("reads", tcp.Reads);
            Digests(writer, tcp.SentDigest, tcp.ReceivedDigest);
        });
        if (lossy is not null)
        {
            json.Row(writer =>
            {
                writer.WriteString("by", "tcp-with-loss");
                writer.WriteNumber("dropped", lossy.TcpDropped);
                writer.WriteNumber("retransmits", lossy.Retransmits);
                Digests(writer, lossy.Tcp.SentDigest, lossy.Tcp.ReceivedDigest);
            });
            json.Row(writer =>
            {
                writer.WriteString("by", "udp-with-loss");
                writer.WriteNumber("sent", lossy.UdpSent);
                writer.WriteNumber("dropped", lossy.UdpDropped);
                writer.WriteNumber("received", lossy.UdpReceived);
            });
        }

        json.Finish(unable is null ? [] : [$"TCP under loss: {unable.Message}"], writer => writer.WriteNumber("seed", impairment.Seed));
    }

    static void Write(Utf8JsonWriter json, string name, ArrivalReport report)
    {
        json.WriteStartObject(name);
        foreach (var (what, numbers) in new[] { ("lost", report.Lost), ("duplicated", report.Duplicated), ("reordered", report.Reordered) })
        {
            json.WriteStartArray(what);
            foreach (var number in numbers)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    static void Digests(Utf8JsonWriter json, string sent, string received)
    {
        json.WriteString("sha256Sent", sent);
        json.WriteString("sha256Received", received);
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
