using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing.Tests;

public class ScanPlanTests
{
    [Fact]
    public void Each_probe_is_one_port_of_one_host_and_each_such_pair_is_one_probe()
    {
        ImmutableArray<ScanHost> hosts = [.. Enumerable.Range(1, 4).Select(static i => new ScanHost(IPAddress.Parse($"10.0.0.{i}")))];
        ImmutableArray<ImmutableArray<ushort>> ports = [[], [22, 80], [], [443]];
        var plan = new ScanPlan(hosts, ports);
        var targets = Enumerable.Range(0, (int)plan.Count).Select(number => plan[number]);
        Assert.Equal([new(1, 22), new(1, 80), new(3, 443)], targets);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan[-1]);
    }

    [Fact]
    public void A_plan_without_hosts_asks_nothing() => Assert.Equal(0, new ScanPlan([], ImmutableArray<ushort>.Empty).Count);

    [Fact]
    public void More_hosts_than_a_plan_can_have_are_refused()
    {
        ImmutableArray<ScanHost> hosts = [.. Enumerable.Repeat(new ScanHost(IPAddress.Loopback), ScanPlan.MostHosts + 1)];
        Assert.Throws<ArgumentException>(() => new ScanPlan(hosts, [1]));
        Assert.Equal(ScanPlan.MostHosts, new ScanPlan(hosts[1..], [1]).Count);
    }
}
