using System.Globalization;
using System.Text;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>A result for people: hosts with their ports, then what was not shown. Pure.</summary>
public static class ScanTable
{
    // What a server says of itself may be long; JSON has all of it.
    const int MostInfo = 80;

    // So many hosts that are down are named, more are only counted.
    const int MostDownNamed = 3;

    static readonly string[] Headings = ["PORT", "STATE", "REASON", "TIME", "SERVICE", "DETAILS"];

    /// <summary>The text.</summary>
    public static string Format(ScanReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        var down = report.Hosts.Where(static host => host.IsUp == false).ToList();
        foreach (var host in report.Hosts.Where(host => host.IsUp == true || host.Count > 0 || (host.IsUp == false && down.Count <= MostDownNamed)))
        {
            Append(text, host, report.Header.IsUdp);
            text.Append('\n');
        }

        if (down.Count > MostDownNamed)
        {
            text.Append(CultureInfo.InvariantCulture, $"{down.Count:N0} hosts are down: nothing came back from them\n\n");
        }

        return text.ToString();
    }

    /// <summary>One line of figures: <c>2 hosts up, 3 open of 2,000 ports, in 0.3 s</c>.</summary>
    public static string Summary(ScanReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var totals = report.Totals;
        var unfinished = report.Ending == ScanEnding.Complete ? "" : string.Create(CultureInfo.InvariantCulture, $"; interrupted, {totals.Settled:N0} of {report.Header.Probes:N0} ports were settled");
        var lost = totals.Dropped > 0 ? string.Create(CultureInfo.InvariantCulture, $"; our own queue lost {totals.Dropped:N0} answers") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{OutputText.Count(totals.Up, "host", "hosts")} up, {totals.Down:N0} down; {totals.Open:N0} open of {OutputText.Count(totals.Settled, "port", "ports")}; {OutputText.Count(totals.Sent, "probe", "probes")} in {Duration.Format(report.Elapsed)}{lost}{unfinished}");
    }

    /// <summary>One host: a line about it, its ports, what was not shown.</summary>
    internal static void Append(StringBuilder text, HostResult host, bool udp)
    {
        var evidence = host.IsUp is null ? "is not known to be up" : $"is {(host.IsUp == true ? "up" : "down")} ({Reason(host.Reason, host.RoundTrip)})";
        text.Append(CultureInfo.InvariantCulture, $"{OutputText.Clean(host.Title)} {evidence}\n");
        AppendRows(text, [.. host.Ports.Select(port => Row(port, udp))]);
        if (host.NotShown.Count > 0)
        {
            text.Append("not shown: ").AppendJoin(", ", host.NotShown.Select(static group => string.Create(CultureInfo.InvariantCulture, $"{group.Ports.Length:N0} {ScanWords.Of(group.State)} ({ScanWords.Of(group.Reason)})"))).Append('\n');
        }
    }

    static string[] Row(PortResult port, bool udp) =>
    [
        $"{port.Port.ToString(CultureInfo.InvariantCulture)}/{(udp ? "udp" : "tcp")}", ScanWords.Of(port.State), Evidence(port), port.RoundTrip > TimeSpan.Zero ? OutputText.Time(port.RoundTrip) : "",
        ServiceName(port), Details(port),
    ];

    // A name that only the number suggests is a question.
    internal static string ServiceName(PortResult port) => port.Service is { } service
        ? (service.IsTls && service.Name != "tls" ? $"{service.Name} (TLS)" : service.Name) + (service.Evidence == ServiceEvidence.Port ? "?" : "")
        : port.UsualName is { } usual ? usual + "?" : "";

    internal static string Details(PortResult port)
    {
        var service = port.Service;
        string?[] parts = [service is null ? null : OutputText.Product(service), service?.Info is { Length: > MostInfo } info ? info[..MostInfo] + "…" : service?.Info, OutputText.Holder(port)];
        return OutputText.Clean(string.Join(" · ", parts.Where(static part => !string.IsNullOrEmpty(part)).Distinct()));
    }

    static string Evidence(PortResult port) => ScanWords.Of(port.Reason) + (port.Reporter is { } reporter ? $" from {reporter}" : "") + (port.Errno != 0 ? $" ({Linux.ErrnoNames.Of(port.Errno)})" : "");

    static string Reason(ProbeReason reason, TimeSpan roundTrip) => ScanWords.Of(reason) + (roundTrip > TimeSpan.Zero ? $", {OutputText.Time(roundTrip)}" : "");

    static void AppendRows(StringBuilder text, List<string[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        // A column that nothing stands in is left out.
        var columns = Enumerable.Range(0, Headings.Length).Where(column => rows.Any(row => row[column].Length > 0)).ToList();
        var widths = columns.Select(column => Math.Max(Headings[column].Length, rows.Max(row => row[column].Length))).ToList();
        foreach (var row in rows.Prepend(Headings))
        {
            var line = new StringBuilder();
            for (var i = 0; i < columns.Count; i++)
            {
                line.Append(row[columns[i]].PadRight(widths[i] + 2));
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
    }
}
