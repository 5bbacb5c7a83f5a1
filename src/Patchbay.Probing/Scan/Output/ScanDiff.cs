using System.Net;
using System.Text;

namespace Patchbay.Probing;

/// <summary>What is different between two results. A port that only one of them asked is no difference; it is counted. Pure.</summary>
public static class ScanDiff
{
    /// <summary>The hosts that changed, in the order of the results.</summary>
    public static IReadOnlyList<HostChange> Compare(ScanReport before, ScanReport after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var then = ByAddress(before);
        var now = ByAddress(after);
        return [.. before.Hosts.Concat(after.Hosts).Select(static host => host.Address).Distinct().Select(address => Compare(then.GetValueOrDefault(address), now.GetValueOrDefault(address))).OfType<HostChange>()];
    }

    /// <summary>Ports that only one of the results asked, of hosts that both saw up.</summary>
    public static int CountAskedOnce(ScanReport before, ScanReport after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var now = ByAddress(after);
        return before.Hosts.Where(host => now.TryGetValue(host.Address, out var other) && host.IsUp == true && other.IsUp == true)
            .Sum(host => Ports(host).SymmetricExcept(Ports(now[host.Address])));
    }

    /// <summary>For people: a block a host.</summary>
    public static string Format(IReadOnlyList<HostChange> changes, bool udp)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var text = new StringBuilder();
        var protocol = udp ? "udp" : "tcp";
        foreach (var host in changes)
        {
            text.Append(OutputText.Clean(host.Host)).Append(host.WasUp == host.IsUp ? "" : host.IsUp == true ? ": is up now" : host.IsUp == false ? ": is down now" : ": was not asked now").Append('\n');
            foreach (var port in host.Ports)
            {
                var mark = port.After == PortState.Open && port.Before != PortState.Open ? '+' : port.Before == PortState.Open && port.After != PortState.Open ? '-' : '~';
                var what = port.Before != port.After ? $"{ScanWords.Of(port.After)}{(port.Before == PortState.None ? "" : $", was {ScanWords.Of(port.Before)}")}" : $"{port.ServiceAfter ?? "nothing known"}, was {port.ServiceBefore ?? "nothing known"}";
                text.Append(' ').Append(mark).Append(' ').Append(PortList.Format(port.Ports)).Append('/').Append(protocol).Append(' ').Append(OutputText.Clean(what)).Append('\n');
            }
        }

        return text.ToString();
    }

    static HostChange? Compare(HostResult? before, HostResult? after)
    {
        // Nothing is known of a host that was not asked; one that was down has come up.
        if (before is null || after is null)
        {
            var only = (before ?? after)!;
            return only.IsUp == true ? new HostChange(only.Title, before?.IsUp, after?.IsUp, before is null ? Opened(only) : []) : null;
        }

        var ports = before.IsUp == true && after.IsUp == true ? ComparePorts(before, after) : after.IsUp == true ? Opened(after) : [];
        return ports.Count > 0 || before.IsUp != after.IsUp ? new HostChange(after.Title, before.IsUp, after.IsUp, ports) : null;
    }

    static List<PortChange> Opened(HostResult host) => [.. host.Ports.Where(static port => port.State == PortState.Open).Select(static port => new PortChange([port.Port], PortState.None, PortState.Open, null, Service(port)))];

    static List<PortChange> ComparePorts(HostResult before, HostResult after)
    {
        var then = States(before);
        List<PortChange> changes = [];
        Dictionary<(PortState, PortState), List<ushort>> many = [];
        foreach (var (port, state) in States(after).OrderBy(static one => one.Key))
        {
            if (!then.TryGetValue(port, out var was) || was == state)
            {
                continue;
            }

            if (state == PortState.Open || was == PortState.Open)
            {
                changes.Add(new PortChange([port], was, state));
                continue;
            }

            if (!many.TryGetValue((was, state), out var ports))
            {
                many.Add((was, state), ports = []);
            }

            ports.Add(port);
        }

        var services = before.Ports.Where(static port => port is { State: PortState.Open, Service: not null }).ToDictionary(static port => port.Port, Service);
        changes.AddRange(after.Ports.Where(port => port is { State: PortState.Open, Service: not null } && services.TryGetValue(port.Port, out var known) && known != Service(port))
            .Select(port => new PortChange([port.Port], PortState.Open, PortState.Open, services[port.Port], Service(port))));
        return [.. changes.OrderBy(static change => change.Ports[0]), .. many.Select(static pair => new PortChange([.. pair.Value], pair.Key.Item1, pair.Key.Item2))];
    }

    static string? Service(PortResult port) => port.Service is not { } service ? null : $"{service.Name}{(service.IsTls ? " (TLS)" : "")} {OutputText.Product(service)}".Trim();

    static Dictionary<ushort, PortState> States(HostResult host)
    {
        Dictionary<ushort, PortState> states = [];
        foreach (var (port, state, _) in host.Every())
        {
            states[port] = state;
        }

        return states;
    }

    static HashSet<ushort> Ports(HostResult host) => [.. host.Every().Select(static port => port.Port)];

    static int SymmetricExcept(this HashSet<ushort> one, HashSet<ushort> other) => one.Count(port => !other.Contains(port)) + other.Count(port => !one.Contains(port));

    static Dictionary<IPAddress, HostResult> ByAddress(ScanReport report)
    {
        Dictionary<IPAddress, HostResult> hosts = [];
        foreach (var host in report.Hosts)
        {
            hosts[host.Address] = host;
        }

        return hosts;
    }
}
