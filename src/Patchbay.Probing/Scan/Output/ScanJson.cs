using System.Globalization;
using System.Text.Json;

namespace Patchbay.Probing;

/// <summary>The parts of a result as JSON: of the document, and of its lines. Pure.</summary>
public static class ScanJson
{
    /// <summary>The members of the document.</summary>
    public static void Write(Utf8JsonWriter json, ScanReport report)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(report);
        Write(json, report.Header);
        json.WriteStartArray("hosts");
        foreach (var host in report.Hosts)
        {
            json.WriteStartObject();
            Write(json, host);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteEnd(json, report);
    }

    /// <summary>What was scanned.</summary>
    public static void Write(Utf8JsonWriter json, ScanHeader header)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(header);
        json.WriteString("arguments", header.Arguments);
        json.WriteString("started", header.Started);
        json.WriteString("protocol", header.IsUdp ? "udp" : "tcp");
        json.WriteString("method", header.Method.ToString().ToLowerInvariant());
        json.WriteString("methodWords", header.MethodWords);
        json.WriteNumber("hostsAsked", header.Hosts);
        json.WriteNumber("portsAsked", header.Probes);
        WriteText(json, "shard", header.Shard);
    }

    /// <summary>A host with its ports.</summary>
    public static void Write(Utf8JsonWriter json, HostResult host)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(host);
        WriteHost(json, host.Address.ToString(), host.Name, host.IsUp, host.Reason, host.RoundTrip);
        json.WriteStartArray("ports");
        foreach (var port in host.Ports)
        {
            json.WriteStartObject();
            Write(json, port);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notShown");
        foreach (var group in host.NotShown)
        {
            json.WriteStartObject();
            json.WriteString("state", ScanWords.Of(group.State));
            json.WriteString("reason", ScanWords.Of(group.Reason));
            json.WriteNumber("count", group.Ports.Length);
            json.WriteString("ports", PortList.Format(group.Ports));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A host without its ports.</summary>
    public static void WriteHost(Utf8JsonWriter json, string address, string? name, bool? isUp, ProbeReason reason, TimeSpan roundTrip)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("address", address);
        WriteText(json, "name", name);
        json.WriteString("state", isUp switch { true => "up", false => "down", null => "unknown" });
        json.WriteString("reason", ScanWords.Of(reason));
        WriteTime(json, roundTrip);
    }

    /// <summary>A port.</summary>
    public static void Write(Utf8JsonWriter json, PortResult port)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(port);
        json.WriteNumber("port", port.Port);
        json.WriteString("state", ScanWords.Of(port.State));
        json.WriteString("reason", ScanWords.Of(port.Reason));
        json.WriteNumber("tries", port.Tries);
        WriteTime(json, port.RoundTrip);
        WriteText(json, "reporter", port.Reporter?.ToString());
        if (port.TimeToLive > 0)
        {
            json.WriteNumber("ttl", port.TimeToLive);
        }

        if (port.Errno != 0)
        {
            json.WriteNumber("errno", port.Errno);
        }

        WriteText(json, "usualName", port.UsualName);
        if (port.Holder is { } holder)
        {
            json.WriteStartObject("holder");
            if (holder.Pid is { } pid)
            {
                json.WriteNumber("pid", pid);
            }

            WriteText(json, "process", holder.Command);
            json.WriteEndObject();
        }

        if (port.Service is { } service)
        {
            Write(json, service);
        }
    }

    /// <summary>How it ended.</summary>
    public static void WriteEnd(Utf8JsonWriter json, ScanReport report)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(report);
        json.WriteString("ended", report.Ended);
        json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
        json.WriteBoolean("complete", report.Ending == ScanEnding.Complete);
        json.WriteStartObject("totals");
        WriteTotals(json, report.Totals);
        json.WriteEndObject();
        WriteTexts(json, "notices", report.Notices);
        WriteTexts(json, "faults", report.Faults);
    }

    /// <summary>Figures.</summary>
    public static void WriteTotals(Utf8JsonWriter json, ScanTotals totals)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(totals);
        json.WriteNumber("up", totals.Up);
        json.WriteNumber("down", totals.Down);
        json.WriteNumber("open", totals.Open);
        json.WriteNumber("settled", totals.Settled);
        json.WriteNumber("sent", totals.Sent);
        json.WriteNumber("received", totals.Received);
        json.WriteNumber("localErrors", totals.LocalErrors);
        json.WriteNumber("dropped", totals.Dropped);
    }

    static void Write(Utf8JsonWriter json, ServiceFinding service)
    {
        json.WriteStartObject("service");
        json.WriteString("name", service.Name);
        json.WriteString("evidence", service.Evidence.ToString().ToLower(CultureInfo.InvariantCulture));
        json.WriteBoolean("tls", service.IsTls);
        WriteText(json, "product", service.Product);
        WriteText(json, "version", service.Version);
        WriteText(json, "info", service.Info);
        json.WriteStartObject("facts");
        foreach (var (name, value) in service.Facts)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // In milliseconds, as all of this program's times are.
    static void WriteTime(Utf8JsonWriter json, TimeSpan roundTrip)
    {
        if (roundTrip > TimeSpan.Zero)
        {
            json.WriteNumber("roundTrip", OutputText.Milliseconds(roundTrip));
        }
    }

    static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
