using System.Net;

namespace Patchbay.Probing.Tests.Discovery;

public sealed class HostDiscoveryTests
{
    [LabFact]
    public void Hosts_are_found_by_the_means_that_fits_and_silent_ones_are_down()
    {
        using var lab = new NetworkLab();
        var (told, means) = Run(lab, "10.77.1.2", "10.77.1.1", "10.77.1.77", "10.77.2.2", "fd77:2::2", "127.0.0.1", "fd77:1::2");
        Assert.Equal((true, ProbeReason.LocalHost), Of(told, 0));
        Assert.Equal((true, ProbeReason.ArpResponse), Of(told, 1));
        Assert.Equal((false, ProbeReason.NoResponse), Of(told, 2));

        // On a busy machine a refusal of the second round may come before the echo of the first.
        Assert.All([3, 4], host => Assert.True(Of(told, host) is (true, ProbeReason.EchoReply or ProbeReason.Reset)));
        Assert.Equal((true, ProbeReason.LocalHost), Of(told, 5));
        Assert.Equal((true, ProbeReason.LocalHost), Of(told, 6));
        Assert.StartsWith("ARP, ICMP echo (", means, StringComparison.Ordinal);
        Assert.Equal(7, told.Hosts.Count);
    }

    [LabFact]
    public void A_host_that_drops_echoes_is_found_by_tcp_where_a_refusal_is_an_answer()
    {
        using var lab = new NetworkLab();
        lab.Rules("server", "input", "icmp type echo-request drop");
        var (told, means) = Run(lab, "10.77.2.2");
        Assert.Equal((true, ProbeReason.Reset), Of(told, 0));
        Assert.EndsWith("TCP 443 and 80", means, StringComparison.Ordinal);
    }

    [LabFact]
    public void A_rejecting_firewall_is_evidence_and_named_and_a_host_behind_one_open_port_is_still_found()
    {
        using var lab = new NetworkLab();
        lab.Rules("router", "forward", "ip daddr 10.77.2.2 tcp dport != 80 reject with icmp type admin-prohibited; add rule inet lab rules icmp type echo-request reject with icmp type admin-prohibited");
        var (told, _) = Run(lab, "10.77.2.2", "10.77.2.9");
        Assert.Equal((true, ProbeReason.Reset), Of(told, 0));
        Assert.False(Of(told, 1).IsUp);
        lab.Rules("router", "forward", "ip daddr 10.77.2.0/24 reject with icmp type host-unreachable");
        (told, _) = Run(lab, "10.77.2.2");
        Assert.Equal((false, ProbeReason.HostUnreachable), Of(told, 0));
        Assert.Equal(IPAddress.Parse("10.77.1.1"), told.Hosts[0].Reporter);
    }

    [LabFact]
    public void Only_wanted_hosts_are_told_and_a_silent_one_costs_few_packets()
    {
        using var lab = new NetworkLab();
        lab.Rules("server", "input", "drop");
        var told = new ToldScan();
        var counts = new ScanCounts();
        lab.Inside("client", () => new HostDiscovery().Run(new DiscoveryRun(Plan("10.77.2.2", "10.77.1.1"), static host => host == 0, Quick, told, counts), default));
        Assert.Equal(0, Assert.Single(told.Hosts).Host);
        Assert.InRange(counts.Sent, 3, 6);
    }

    static ScanTuning Quick { get; } = new() { InitialTimeout = TimeSpan.FromMilliseconds(500), MinTimeout = TimeSpan.FromMilliseconds(300) };

    static ScanPlan Plan(params string[] addresses) => new([.. addresses.Select(static one => new ScanHost(IPAddress.Parse(one)))], System.Collections.Immutable.ImmutableArray<ushort>.Empty);

    static (bool IsUp, ProbeReason Reason) Of(ToldScan told, int host) => told.Hosts.Single(one => one.Host == host) is var one ? (one.IsUp, one.Reason) : default;

    static (ToldScan Told, string Means) Run(NetworkLab lab, params string[] addresses)
    {
        var told = new ToldScan();
        return (told, lab.Inside("client", () => new HostDiscovery().Run(new DiscoveryRun(Plan(addresses), null, Quick, told, new ScanCounts()), default)));
    }
}
