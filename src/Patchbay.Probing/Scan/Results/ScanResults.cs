using System.Net;

namespace Patchbay.Probing;

/// <summary>
/// What a scan found so far: 8 bytes a port of the hosts that answered, and what is rarer beside. Thread-safe.
/// </summary>
public sealed class ScanResults
{
    /// <summary>A state of so many ports of a host is told in a sum, not port by port.</summary>
    public const int MostShown = 10;

    readonly Lock _lock = new();
    readonly ScanPlan _plan;
    readonly Entry[]?[] _ports;
    readonly HostFinding?[] _hosts;

    // Who reported, and our own errors: few ports have them.
    readonly Dictionary<(int Host, ushort Port), (IPAddress? Reporter, int Errno)> _rare = [];
    readonly Dictionary<(int Host, ushort Port), PortResult> _learned = [];
    long _open, _settled;
    int _up, _down;

    /// <summary>Nothing found yet.</summary>
    public ScanResults(ScanPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        (_plan, _ports, _hosts) = (plan, new Entry[plan.Hosts.Length][], new HostFinding?[plan.Hosts.Length]);
    }

    /// <summary>Hosts up, hosts down, open ports, ports settled.</summary>
    public (int Up, int Down, long Open, long Settled) Totals
    {
        get
        {
            lock (_lock)
            {
                return (_up, _down, _open, _settled);
            }
        }
    }

    /// <summary>Notes a host. The first word about one counts.</summary>
    /// <returns>False when it was known.</returns>
    public bool Add(in HostFinding finding)
    {
        lock (_lock)
        {
            if (_hosts[finding.Host] is not null)
            {
                return false;
            }

            _hosts[finding.Host] = finding;
            _ = finding.IsUp ? _up++ : _down++;
            return true;
        }
    }

    /// <summary>Notes a port. The first word about one counts.</summary>
    /// <returns>False when it was known, or is not one of the plan.</returns>
    public bool Add(in PortFinding finding)
    {
        lock (_lock)
        {
            var at = _plan.PortsOf(finding.Host).AsSpan().BinarySearch(finding.Port);
            if (at < 0)
            {
                return false;
            }

            var ports = _ports[finding.Host] ??= new Entry[_plan.PortsOf(finding.Host).Length];
            if (ports[at].State != PortState.None)
            {
                return false;
            }

            ports[at] = new Entry(finding.State, finding.Reason, finding.Tries, finding.TimeToLive, (int)Math.Min(int.MaxValue, finding.RoundTrip.TotalMicroseconds));
            if (finding.Reporter is not null || finding.Errno != 0)
            {
                _rare[(finding.Host, finding.Port)] = (finding.Reporter, finding.Errno);
            }

            _settled++;
            _open += finding.State == PortState.Open ? 1 : 0;
            return true;
        }
    }

    /// <summary>Notes what else is known of an open port.</summary>
    public void Learn(int host, PortResult port)
    {
        ArgumentNullException.ThrowIfNull(port);
        lock (_lock)
        {
            _learned[(host, port.Port)] = port;
        }
    }

    /// <summary>What is known of a host; null before anything is.</summary>
    public HostFinding? Host(int host)
    {
        lock (_lock)
        {
            return _hosts[host];
        }
    }

    /// <summary>Whether a probe of the plan is settled.</summary>
    public bool IsSettled(long probe)
    {
        var target = _plan[probe];
        lock (_lock)
        {
            return _ports[target.Host] is { } ports && ports[(int)(probe - _plan.FirstOf(target.Host))].State != PortState.None;
        }
    }

    /// <summary>The open ports of a host, upwards.</summary>
    /// <param name="host">The host.</param>
    /// <param name="usualName">The name that is usual for a port.</param>
    public IReadOnlyList<PortResult> OpenPorts(int host, Func<ushort, string?> usualName)
    {
        lock (_lock)
        {
            return _ports[host] is not { } ports ? [] : [.. Enumerable.Range(0, ports.Length).Where(at => ports[at].State == PortState.Open).Select(at => Report(host, at, ports[at], usualName))];
        }
    }

    /// <summary>The host with its ports.</summary>
    /// <param name="host">The host.</param>
    /// <param name="usualName">The name that is usual for a port.</param>
    /// <param name="all">Every port one by one.</param>
    public HostResult Report(int host, Func<ushort, string?> usualName, bool all)
    {
        ArgumentNullException.ThrowIfNull(usualName);
        lock (_lock)
        {
            List<PortResult> shown = [];
            var ports = _ports[host] ?? [];
            var numbers = _plan.PortsOf(host);
            Span<int> counts = stackalloc int[8];
            foreach (var port in ports)
            {
                counts[(int)port.State]++;
            }

            Dictionary<(PortState, ProbeReason), List<ushort>> groups = [];
            for (var at = 0; at < ports.Length; at++)
            {
                var port = ports[at];
                if (port.State == PortState.None)
                {
                    continue;
                }

                if (all || port.State == PortState.Open || counts[(int)port.State] <= MostShown)
                {
                    shown.Add(Report(host, at, port, usualName));
                    continue;
                }

                if (!groups.TryGetValue((port.State, port.Reason), out var group))
                {
                    groups.Add((port.State, port.Reason), group = []);
                }

                group.Add(numbers[at]);
            }

            var (planned, known) = (_plan.Hosts[host], _hosts[host]);
            return new HostResult(planned.Address, planned.Name, known?.IsUp, known?.Reason ?? ProbeReason.None, known?.RoundTrip ?? default, shown,
                [.. groups.OrderByDescending(static group => group.Value.Count).Select(static group => new PortGroup(group.Key.Item1, group.Key.Item2, [.. group.Value]))]);
        }
    }

    PortResult Report(int host, int at, Entry entry, Func<ushort, string?> usualName)
    {
        var port = _plan.PortsOf(host)[at];
        if (_learned.TryGetValue((host, port), out var learned))
        {
            return learned;
        }

        var (reporter, errno) = _rare.GetValueOrDefault((host, port));
        return new PortResult(port, entry.State, entry.Reason, entry.Tries, TimeSpan.FromMicroseconds(entry.Microseconds), reporter, entry.TimeToLive, errno) { UsualName = usualName(port) };
    }

    readonly record struct Entry(PortState State, ProbeReason Reason, byte Tries, byte TimeToLive, int Microseconds);
}
