using System.Globalization;
using System.Net.Sockets;
using System.Xml;

namespace Patchbay.Probing;

/// <summary>
/// A result as nmap's XML, by the structure of its published document type (https://nmap.org/book/nmap-dtd.html, output version 1.05), so that what reads that reads this. The document type
/// allows one name of a scanner only; which program it was stands in a comment and in the arguments. Pure.
/// </summary>
public static class ScanXml
{
    /// <summary>Writes the document.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The result.</param>
    /// <param name="version">This program's version.</param>
    public static void Write(Stream output, ScanReport report, string version)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(version);
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, IndentChars = "", NewLineChars = "\n", Encoding = new System.Text.UTF8Encoding(false) });
        xml.WriteStartDocument();
        xml.WriteDocType("nmaprun", null, null, null);
        xml.WriteComment($" patchbay {version} ");
        Start(xml, "nmaprun", ("scanner", "nmap"), ("args", report.Header.Arguments), ("start", Seconds(report.Header.Started)), ("startstr", Date(report.Header.Started)), ("version", version), ("xmloutputversion", "1.05"));
        var ports = report.Hosts.SelectMany(static host => host.Every().Select(static port => port.Port)).Distinct().Order().ToList();
        Empty(xml, "scaninfo", ("type", report.Header.Method.ToString().ToLowerInvariant()), ("protocol", Protocol(report)), ("numservices", Number(ports.Count)), ("services", PortList.Format(ports)));
        Empty(xml, "verbose", ("level", "0"));
        Empty(xml, "debugging", ("level", "0"));
        foreach (var host in report.Hosts.Where(static host => host.IsUp is not null || host.Count > 0))
        {
            Write(xml, host, report);
        }

        Start(xml, "runstats");
        var interrupted = report.Ending == ScanEnding.Interrupted;
        Empty(xml, "finished", [("time", Seconds(report.Ended)), ("timestr", Date(report.Ended)), ("elapsed", report.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)),
            ("summary", ScanTable.Summary(report)), ("exit", interrupted ? "error" : "success"), .. interrupted ? [("errormsg", "interrupted")] : Array.Empty<(string, string)>()]);
        Empty(xml, "hosts", ("up", Number(report.Totals.Up)), ("down", Number(report.Totals.Down)), ("total", Number(report.Totals.Up + report.Totals.Down)));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
        xml.Flush();
        output.WriteByte((byte)'\n');
    }

    static void Write(XmlWriter xml, HostResult host, ScanReport report)
    {
        Start(xml, "host", ("starttime", Seconds(report.Header.Started)), ("endtime", Seconds(report.Ended)));
        Empty(xml, "status", ("state", host.IsUp switch { true => "up", false => "down", null => "unknown" }), ("reason", ScanWords.Of(host.Reason)), ("reason_ttl", "0"));
        Empty(xml, "address", ("addr", host.Address.ToString()), ("addrtype", host.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4"));
        Start(xml, "hostnames");
        if (host.Name is { } name)
        {
            Empty(xml, "hostname", ("name", name), ("type", "user"));
        }

        xml.WriteEndElement();
        if (host.Count > 0)
        {
            WritePorts(xml, host, Protocol(report));
        }

        if (host.RoundTrip > TimeSpan.Zero)
        {
            // In microseconds.
            var time = Number((long)host.RoundTrip.TotalMicroseconds);
            Empty(xml, "times", ("srtt", time), ("rttvar", time), ("to", Number(Math.Max(100_000, (long)host.RoundTrip.TotalMicroseconds * 5))));
        }

        xml.WriteEndElement();
    }

    static void WritePorts(XmlWriter xml, HostResult host, string protocol)
    {
        Start(xml, "ports");
        foreach (var state in host.NotShown.GroupBy(static group => group.State))
        {
            Start(xml, "extraports", ("state", ScanWords.Of(state.Key)), ("count", Number(state.Sum(static group => group.Ports.Length))));
            foreach (var group in state)
            {
                Empty(xml, "extrareasons", ("reason", ScanWords.Of(group.Reason)), ("count", Number(group.Ports.Length)), ("proto", protocol), ("ports", PortList.Format(group.Ports)));
            }

            xml.WriteEndElement();
        }

        foreach (var port in host.Ports)
        {
            Start(xml, "port", ("protocol", protocol), ("portid", Number(port.Port)));
            Empty(xml, "state", [("state", ScanWords.Of(port.State)), ("reason", ScanWords.Of(port.Reason)), ("reason_ttl", Number(port.TimeToLive)), .. port.Reporter is { } reporter ? [("reason_ip", reporter.ToString())] : Array.Empty<(string, string)>()]);
            if (OutputText.Holder(port) is { } holder)
            {
                Empty(xml, "owner", ("name", holder));
            }

            WriteService(xml, port);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    static void WriteService(XmlWriter xml, PortResult port)
    {
        if (port.Service is not { } service)
        {
            if (port.UsualName is { } usual)
            {
                Empty(xml, "service", ("name", usual), ("method", "table"), ("conf", "3"));
            }

            return;
        }

        (string, string?)[] known = [("product", service.Product), ("version", service.Version), ("extrainfo", service.Info), ("tunnel", service.IsTls ? "ssl" : null)];
        var conf = service.Evidence switch { ServiceEvidence.Handshake => "10", ServiceEvidence.Banner => "8", _ => "3" };
        Empty(xml, "service", [("name", service.Name), .. known.Where(static one => one.Item2 is not null).Select(static one => (one.Item1, one.Item2!)), ("method", service.Evidence == ServiceEvidence.Port ? "table" : "probed"), ("conf", conf)]);
    }

    static void Start(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            xml.WriteAttributeString(attribute, OutputText.Clean(value));
        }
    }

    static void Empty(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(xml, name, attributes);
        xml.WriteEndElement();
    }

    static string Protocol(ScanReport report) => report.Header.IsUdp ? "udp" : "tcp";

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Seconds(DateTimeOffset time) => Number(time.ToUnixTimeSeconds());

    internal static string Date(DateTimeOffset time) => time.ToUniversalTime().ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
}
