using System.Text.Json;
using Patchbay.Probing;

namespace Patchbay;

/// <summary><c>scan diff A B</c>. Exits as diff(1) does: 0 when nothing differs, 1 when something does, more when a file cannot be read.</summary>
static class ScanDiffReport
{
    public static ExitCode Write(Invocation invocation, string before, string after)
    {
        var (then, now) = (Load(invocation, before), Load(invocation, after));
        if (then.Header.IsUdp != now.Header.IsUdp)
        {
            throw new UserError(ExitCode.Usage, "one of the results is of TCP ports, the other of UDP ports", "Compare results of the same protocol.");
        }

        var changes = ScanDiff.Compare(then, now);
        var report = invocation.Report;
        if (report.Json == JsonMode.None)
        {
            if (changes.Count > 0)
            {
                report.Line(ScanDiff.Format(changes, now.Header.IsUdp).TrimEnd('\n'));
            }
        }
        else
        {
            ScanDocument.Write(invocation.Io.Output, "scan-diff", json => WriteMembers(json, changes));
        }

        if (ScanDiff.CountAskedOnce(then, now) is > 0 and var once)
        {
            report.Say($"{once} ports are in one of the results only and were not compared");
        }

        foreach (var (name, result) in new[] { (before, then), (after, now) })
        {
            if (result.Ending == ScanEnding.Interrupted)
            {
                report.Say($"{name} is of a scan that did not end by itself: what it does not have was not compared");
            }
        }

        return changes.Count == 0 ? ExitCode.Done : ExitCode.Other;
    }

    static ScanReport Load(Invocation invocation, string path)
    {
        try
        {
            using var reader = new StreamReader(path == "-" ? invocation.Io.Input : File.OpenRead(path));
            return ScanReader.Read(reader.ReadToEnd(), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError(ExitCode.CannotRead, $"{path} cannot be read: {error.Message.TrimEnd('.')}", "scan diff takes two files that scan --json wrote.", error);
        }
    }

    static void WriteMembers(Utf8JsonWriter json, IReadOnlyList<HostChange> changes)
    {
        json.WriteStartArray("hosts");
        foreach (var host in changes)
        {
            json.WriteStartObject();
            json.WriteString("host", host.Host);
            json.WriteString("before", Word(host.WasUp));
            json.WriteString("after", Word(host.IsUp));
            json.WriteStartArray("ports");
            foreach (var port in host.Ports)
            {
                json.WriteStartObject();
                json.WriteString("ports", PortList.Format(port.Ports));
                json.WriteString("before", port.Before == PortState.None ? "not-asked" : ScanWords.Of(port.Before));
                json.WriteString("after", ScanWords.Of(port.After));
                if (port.ServiceBefore is not null || port.ServiceAfter is not null)
                {
                    json.WriteString("serviceBefore", port.ServiceBefore);
                    json.WriteString("serviceAfter", port.ServiceAfter);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static string Word(bool? isUp) => isUp switch { true => "up", false => "down", null => "not-asked" };
}
