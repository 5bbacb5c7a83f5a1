using Patchbay.Probing;

namespace Patchbay;

/// <summary><c>--dry-run</c>: the plan, for people and for programs. Nothing is sent.</summary>
static class ScanPlanReport
{
    public static void Write(Invocation invocation, ScanRequest request, ChosenMethod method, ScanForecast forecast)
    {
        var (report, plan) = (invocation.Report, request.Plan);
        if (report.Json != JsonMode.None)
        {
            ScanDocument.Write(invocation.Io.Output, "scan-plan", json =>
            {
                json.WriteString("method", method.Method.ToString().ToLowerInvariant());
                json.WriteNumber("probes", forecast.Probes);
                json.WriteNumber("mostProbes", forecast.Most);
                json.WriteNumber("mostBytes", forecast.Bytes);
                json.WriteNumber("bitsPerSecond", forecast.BitsPerSecond);
                json.WriteNumber("secondsWhenAnswered", Math.Round(forecast.Fastest.TotalSeconds, 3));
                json.WriteNumber("secondsWhenSilent", Math.Round(forecast.Slowest.TotalSeconds, 3));
                json.WriteStartArray("hosts");
                for (var host = 0; host < plan.Hosts.Length; host++)
                {
                    json.WriteStartObject();
                    json.WriteString("address", plan.Hosts[host].Address.ToString());
                    if (plan.Hosts[host].Name is { } name)
                    {
                        json.WriteString("name", name);
                    }

                    json.WriteString("ports", PortList.Format(Ports(request, host)));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return;
        }

        report.Line($"method     {method.Words}");
        foreach (var line in forecast.Lines())
        {
            report.Line(line);
        }

        report.Line();
        for (var host = 0; host < plan.Hosts.Length; host++)
        {
            var ports = PortList.Format(Ports(request, host));
            if (ports.Length > 0)
            {
                report.Line($"{(plan.Hosts[host].Name is { } name ? $"{name} ({plan.Hosts[host].Address})" : plan.Hosts[host].Address)} {(ports.Length <= 60 ? ports : ports[..57] + "...")}");
            }
        }
    }

    static IEnumerable<ushort> Ports(ScanRequest request, int host)
    {
        var (ports, first) = (request.Plan.PortsOf(host), request.Plan.FirstOf(host));
        return ports.Where((_, index) => request.Shard.Has(first + index));
    }
}
