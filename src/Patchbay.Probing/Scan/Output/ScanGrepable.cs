using System.Globalization;
using System.Text;

namespace Patchbay.Probing;

/// <summary>A result a line a host, in the form that nmap calls grepable. Pure.</summary>
public static class ScanGrepable
{
    /// <summary>The text.</summary>
    /// <param name="report">The result.</param>
    /// <param name="version">This program's version.</param>
    public static string Format(ScanReport report, string version)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# patchbay {version} scan initiated {ScanXml.Date(report.Header.Started)} as: {OutputText.Clean(report.Header.Arguments)}\n");
        var protocol = report.Header.IsUdp ? "udp" : "tcp";
        foreach (var host in report.Hosts.Where(static host => host.IsUp is not null))
        {
            var start = $"Host: {host.Address} ({host.Name})\t";
            text.Append(CultureInfo.InvariantCulture, $"{start}Status: {(host.IsUp == true ? "Up" : "Down")}\n");
            if (host.Count == 0)
            {
                continue;
            }

            text.Append(start).Append("Ports: ").AppendJoin(", ", host.Ports.Select(port => Port(port, protocol)));
            if (host.NotShown.GroupBy(static group => group.State).OrderByDescending(static state => state.Sum(static group => group.Ports.Length)).FirstOrDefault() is { } most)
            {
                text.Append(CultureInfo.InvariantCulture, $"\tIgnored State: {ScanWords.Of(most.Key)} ({most.Sum(static group => group.Ports.Length)})");
            }

            text.Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"# patchbay {(report.Ending == ScanEnding.Complete ? "done" : "interrupted")} at {ScanXml.Date(report.Ended)} -- {ScanTable.Summary(report)}\n");
        return text.ToString();
    }

    // port/state/protocol/owner/service/rpc/version/
    static string Port(PortResult port, string protocol)
    {
        var name = port.Service is { } service ? (service.IsTls ? $"ssl|{service.Name}" : service.Name) : port.UsualName is { } usual ? usual + "?" : "";
        var version = port.Service is { } known ? $"{OutputText.Product(known)} {known.Info}".Trim() : "";
        return string.Create(CultureInfo.InvariantCulture, $"{port.Port}/{ScanWords.Of(port.State)}/{protocol}/{Field(OutputText.Holder(port) ?? "")}/{Field(name)}//{Field(version)}/");
    }

    // What separates fields and ports must not stand in one.
    static string Field(string text) => OutputText.Clean(text).Replace('/', '|').Replace(',', ';');
}
