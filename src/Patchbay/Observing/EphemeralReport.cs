using System.Globalization;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>interfaces --ports</c>: how scarce the kernel's own ports are.</summary>
static class EphemeralReport
{
    const int MostLines = 20;

    public static ExitCode Write(Invocation invocation)
    {
        var range = EphemeralRange.Read()
            ?? throw new ObservationException(ObservationFailure.Unsupported, "this system does not say which ports it takes by itself", "On Windows: netsh int ipv4 show dynamicport tcp. On macOS: sysctl net.inet.ip.portrange.");
        var uses = EphemeralPorts.Count();
        if (invocation.Report.Json != JsonMode.None)
        {
            WriteJson(invocation, range, uses);
            return ExitCode.Done;
        }

        invocation.Report.Line($"The kernel takes ports {range.First} to {range.Last} for connections: {range.Count} for each destination.");
        if (uses.Count == 0)
        {
            invocation.Report.Line("None is taken.");
            return ExitCode.Done;
        }

        var table = new Utf8Table(invocation.Io.Output, heading: true, new("KIND"), new("FROM"), new("TO"), new("TAKEN", true), new("SHARE", true), new("IN TIME-WAIT", true));
        var order = 0ul;
        foreach (var use in uses.Take(MostLines))
        {
            table.Cell(SocketWords.Of(use.Kind));
            table.Cell(use.Source.ToString());
            table.Cell(use.Destination.ToString());
            table.Cell((uint)use.Ports);
            table.Cell((use.Ports / (double)range.Count).ToString("0.0 %", CultureInfo.InvariantCulture));
            table.Cell((uint)use.Waiting);
            table.EndRow(order++);
        }

        table.Finish();
        if (uses.Count > MostLines)
        {
            invocation.Report.Line($"and {uses.Count - MostLines} more destinations");
        }

        return ExitCode.Done;
    }

    static void WriteJson(Invocation invocation, EphemeralRange range, IReadOnlyList<EphemeralUse> uses)
    {
        using var json = new JsonRows(invocation.Io.Output, "ports", "use", invocation.Report.Json == JsonMode.Lines);
        foreach (var use in uses)
        {
            json.Row(writer =>
            {
                writer.WriteString("kind", SocketWords.Of(use.Kind));
                writer.WriteString("from", use.Source.ToString());
                writer.WriteString("to", use.Destination.ToString());
                writer.WriteNumber("taken", use.Ports);
                writer.WriteNumber("waiting", use.Waiting);
            });
        }

        json.Finish(members: writer =>
        {
            writer.WriteNumber("first", range.First);
            writer.WriteNumber("last", range.Last);
        });
    }
}
