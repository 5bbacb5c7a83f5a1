using System.Text.Json;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary><c>sockets :8080</c>: who has a port, and how binds to it would go.</summary>
static class PortReport
{
    public static ExitCode Write(Invocation invocation, PortWanted wanted, SocketQuery query)
    {
        var asked = query.Tables & (SocketTables.Tcp | SocketTables.Udp);
        var answer = PortQuestion.Ask(wanted, asked == SocketTables.None ? SocketTables.Tcp | SocketTables.Udp : asked);
        if (invocation.Report.Json == JsonMode.None)
        {
            WriteText(invocation, answer);
        }
        else
        {
            WriteJson(invocation, answer);
        }

        SocketsCommand.SayMissing(invocation.Report, answer.Missing);
        return ExitCode.Done;
    }

    static void WriteText(Invocation invocation, PortAnswer answer)
    {
        var report = invocation.Report;
        if (answer.Sockets.Count == 0)
        {
            report.Line($"Nobody has port {answer.Wanted.Port}.");
        }
        else
        {
            var table = new SocketTextWriter(invocation.Io.Output, new SocketListing(Bare: false, Timers: answer.Sockets.Any(static row => row.State == TcpState.TimeWait), Heading: true));
            foreach (var row in answer.Sockets)
            {
                table.Write(row);
            }

            table.Finish([]);
        }

        if (answer.IsEphemeral)
        {
            report.Line($"Port {answer.Wanted.Port} is in the range that the kernel takes for outgoing connections: it may be gone at any time.");
        }

        report.Line();
        foreach (var forecast in answer.Forecasts)
        {
            report.Line($"{BindWords.Where(forecast),-28}{BindWords.Verdict(forecast)}");
            foreach (var reason in BindWords.Reasons(forecast))
            {
                report.Line($"    {reason}");
            }
        }
    }

    static void WriteJson(Invocation invocation, PortAnswer answer)
    {
        using var json = new JsonRows(invocation.Io.Output, "sockets", "socket", invocation.Report.Json == JsonMode.Lines);
        foreach (var row in answer.Sockets)
        {
            json.Row(writer => SocketJson.Write(writer, row));
        }

        json.Finish(answer.Missing, writer => WriteForecasts(writer, answer));
    }

    static void WriteForecasts(Utf8JsonWriter json, PortAnswer answer)
    {
        json.WriteNumber("port", answer.Wanted.Port);
        json.WriteBoolean("ephemeral", answer.IsEphemeral);
        json.WriteStartArray("binds");
        foreach (var forecast in answer.Forecasts)
        {
            json.WriteStartObject();
            json.WriteString("kind", SocketWords.Of(forecast.Kind));
            json.WriteString("address", forecast.Wanted.ToString());
            json.WriteBoolean("works", forecast.Works);
            json.WriteBoolean("denied", forecast.IsDenied);
            WriteMaybe(json, "worksWithReuseAddress", forecast.WorksWithReuseAddress);
            WriteMaybe(json, "worksWithReusePort", forecast.WorksWithReusePort);
            json.WriteStartArray("because");
            foreach (var reason in BindWords.Reasons(forecast))
            {
                json.WriteStringValue(reason);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteMaybe(Utf8JsonWriter json, string name, bool? value)
    {
        if (value is { } known)
        {
            json.WriteBoolean(name, known);
        }
    }
}
