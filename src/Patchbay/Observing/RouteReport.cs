using System.Net;
using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>interfaces --route-to</c>.</summary>
static class RouteReport
{
    /// <summary>Done when packets to at least one of the addresses have a way.</summary>
    public static ExitCode Write(Invocation invocation, IReadOnlyList<IPAddress> destinations)
    {
        var answers = destinations.Select(RouteQuestion.Ask).ToList();
        if (invocation.Report.Json != JsonMode.None)
        {
            using var json = new JsonRows(invocation.Io.Output, "routes", "route", invocation.Report.Json == JsonMode.Lines);
            foreach (var answer in answers)
            {
                json.Row(writer =>
                {
                    writer.WriteString("destination", answer.Destination.ToString());
                    writer.WriteString("type", answer.Type);
                    Maybe(writer, "interface", answer.Interface);
                    Maybe(writer, "source", answer.Source?.ToString());
                    Maybe(writer, "gateway", answer.Gateway?.ToString());
                    if (answer.Mtu > 0)
                    {
                        writer.WriteNumber("mtu", answer.Mtu);
                    }
                });
            }

            json.Finish();
        }

        foreach (var answer in answers)
        {
            invocation.Report.Line($"{answer.Destination}  {Describe(answer)}");
        }

        return answers.Any(static answer => answer.IsReachable) ? ExitCode.Done : ExitCode.CannotConnect;
    }

    static string Describe(RouteAnswer answer)
    {
        var source = answer.Source is null ? "" : $", from {answer.Source}";
        var mtu = answer.Mtu > 0 ? $", path MTU {answer.Mtu}" : "";
        return answer.Type switch
        {
            "unreachable" => "unreachable: no route leads there",
            "prohibited" => "prohibited: a route forbids it",
            "local" => $"this machine itself{source}{mtu}",
            "multicast" or "broadcast" => $"{answer.Type} by {answer.Interface}{source}{mtu}",
            _ when answer.Gateway is { } gateway => $"by {answer.Interface ?? "?"} over the gateway {gateway}{source}{mtu}",
            _ when answer.Interface is null => $"reachable{source}; this system does not say by which interface",
            _ => $"on the link of {answer.Interface}{source}{mtu}",
        };
    }

    static void Maybe(System.Text.Json.Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
