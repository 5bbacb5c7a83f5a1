using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing.Tests;

public class TargetPlannerTests
{
    static readonly PortNames Names = new("");
    static readonly ImmutableArray<ushort> Web = [80];

    [Theory]
    [InlineData("127.0.0.1", AddressClass.Loopback)]
    [InlineData("::1", AddressClass.Loopback)]
    [InlineData("10.1.2.3", AddressClass.Private)]
    [InlineData("172.31.255.255", AddressClass.Private)]
    [InlineData("172.32.0.0", AddressClass.Public)]
    [InlineData("192.168.0.1", AddressClass.Private)]
    [InlineData("100.64.0.1", AddressClass.Private)]
    [InlineData("100.128.0.1", AddressClass.Public)]
    [InlineData("169.254.1.1", AddressClass.LinkLocal)]
    [InlineData("169.254.169.254", AddressClass.Metadata)]
    [InlineData("fd00:ec2::254", AddressClass.Metadata)]
    [InlineData("fe80::1", AddressClass.LinkLocal)]
    [InlineData("fd00::1", AddressClass.Private)]
    [InlineData("2606:4700::1111", AddressClass.Public)]
    [InlineData("64:ff9b::808:808", AddressClass.Public)]
    [InlineData("::ffff:8.8.8.8", AddressClass.Public)]
    [InlineData("8.8.8.8", AddressClass.Public)]
    [InlineData("0.1.2.3", AddressClass.Reserved)]
    [InlineData("240.0.0.1", AddressClass.Reserved)]
    [InlineData("255.255.255.255", AddressClass.Broadcast)]
    [InlineData("239.1.2.3", AddressClass.Multicast)]
    [InlineData("ff02::1", AddressClass.Multicast)]
    [InlineData("::", AddressClass.Reserved)]
    public void Addresses_are_told_apart(string address, AddressClass kind) => Assert.Equal(kind, AddressClasses.Of(IPAddress.Parse(address)));

    [Fact]
    public void A_public_address_is_refused_until_it_is_allowed()
    {
        var refused = Plan(new TargetRules(), "8.8.8.8", "10.0.0.1");
        Assert.Equal(["10.0.0.1"], Hosts(refused));
        Assert.Equal(ScanFailure.Forbidden, Assert.IsType<ScanException>(Assert.Single(refused.Faults).Error).Failure);
        Assert.Equal(0, refused.PublicHosts);
        var allowed = Plan(new TargetRules { AllowPublic = true }, "8.8.8.8", "10.0.0.1");
        Assert.Equal(["8.8.8.8", "10.0.0.1"], Hosts(allowed));
        Assert.Equal(1, allowed.PublicHosts);
    }

    [Fact]
    public void A_block_that_is_partly_public_is_refused_as_a_whole() => Assert.Single(Plan(new TargetRules(), "192.167.255.250-192.168.0.5").Faults);

    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("250.1.1.1")]
    [InlineData("ff02::1")]
    public void What_is_no_single_host_is_never_scanned(string target)
    {
        var planned = Plan(new TargetRules { AllowPublic = true }, target);
        Assert.Empty(planned.Plan.Hosts);
        Assert.Single(planned.Faults);
    }

    [Fact]
    public void Broadcast_addresses_of_our_links_are_left_out_of_blocks()
    {
        var planned = Plan(new TargetRules { Broadcasts = new HashSet<IPAddress> { IPAddress.Parse("10.0.0.3") } }, "10.0.0.0/30");
        Assert.Equal(["10.0.0.0", "10.0.0.1", "10.0.0.2"], Hosts(planned));
        Assert.Contains("broadcast", Assert.Single(planned.Notes));
    }

    [Fact]
    public void Where_a_cloud_keeps_secrets_is_scanned_only_when_its_address_is_named()
    {
        Assert.Equal(["169.254.169.253", "169.254.169.255"], Hosts(Plan(new TargetRules(), "169.254.169.253-255")));
        Assert.Equal(["169.254.169.254"], Hosts(Plan(new TargetRules(), "169.254.169.254")));
        var byName = TargetPlanner.Plan([new ResolvedTarget(new ScanTarget("evil", null, "evil"), [IPAddress.Parse("169.254.169.254")])], Web, new TargetRules());
        Assert.Empty(byName.Plan.Hosts);
    }

    [Fact]
    public void Excluded_addresses_are_left_out()
    {
        var rules = new TargetRules { Excluded = [TargetParser.Parse("10.0.0.2-3", Names).Range!.Value] };
        Assert.Equal(["10.0.0.1", "10.0.0.4"], Hosts(Plan(rules, "10.0.0.1-4")));
        Assert.Single(Plan(rules, "10.0.0.2").Faults);
    }

    [Fact]
    public void One_family_alone_can_be_asked_for() =>
        Assert.Equal(["::1"], Hosts(TargetPlanner.Plan([new ResolvedTarget(new ScanTarget("localhost", null, "localhost"), [IPAddress.Loopback, IPAddress.IPv6Loopback])], Web, new TargetRules { Family = AddressFamily.InterNetworkV6 })));

    [Fact]
    public void One_address_under_two_names_is_scanned_once_with_the_ports_of_both()
    {
        ImmutableArray<IPAddress> one = [IPAddress.Parse("10.0.0.7")];
        var planned = TargetPlanner.Plan([new ResolvedTarget(new ScanTarget("a:22", null, "a", [22]), one), new ResolvedTarget(new ScanTarget("b", null, "b"), one)], Web, new TargetRules());
        Assert.Equal("a", Assert.Single(planned.Plan.Hosts).Name);
        Assert.Equal([22, 80], planned.Plan.PortsOf(0).Select(static port => (int)port));
        Assert.Contains("b has the address 10.0.0.7 of a", Assert.Single(planned.Notes));
    }

    [Fact]
    public async Task A_name_without_an_address_is_a_fault_and_the_others_go_on()
    {
        var (resolved, faults) = await TargetResolver.ResolveAsync([new("nosuch.invalid", null, "nosuch.invalid"), new("localhost", null, "localhost")], AddressFamily.InterNetwork,
            new Dictionary<string, ImmutableArray<IPAddress>> { ["nosuch.invalid"] = [] }, CancellationToken.None);
        Assert.Equal("127.0.0.1", Assert.Single(Assert.Single(resolved).Addresses).ToString());
        Assert.Equal(ScanFailure.NameNotResolved, Assert.IsType<ScanException>(Assert.Single(faults).Error).Failure);
    }

    [Fact]
    public void The_ranking_has_every_port_once()
    {
        foreach (var udp in new[] { false, true })
        {
            Assert.Equal(Enumerable.Range(1, 65535), PortRanking.Top(65535, udp).Select(static port => (int)port));
            Assert.Equal(100, PortRanking.Top(100, udp).Distinct().Count());
        }

        Assert.Equal([22, 80, 443], PortRanking.Top(3).Select(static port => (int)port));
    }

    [Fact]
    public void Ports_have_the_names_of_the_system_and_our_own_behind_them()
    {
        var names = new PortNames("# comment\nweird 4999/tcp alias\nbroken\nworse 99999/tcp\nssh 23/tcp\n");
        Assert.Equal((ushort)4999, names.PortOf("ALIAS", udp: false));
        Assert.Equal((ushort)23, names.PortOf("ssh", udp: false));
        Assert.Equal("weird", names.NameOf(4999, udp: false));
        Assert.Equal("https", names.NameOf(443, udp: false));
        Assert.Equal((ushort)123, names.PortOf("ntp", udp: false));
        Assert.Null(names.PortOf("worse", udp: false));
    }

    static PlannedTargets Plan(TargetRules rules, params string[] targets) => TargetPlanner.Plan(targets.Select(static text => new ResolvedTarget(TargetParser.Parse(text, Names), [])), Web, rules);

    static IEnumerable<string> Hosts(PlannedTargets planned) => planned.Plan.Hosts.Select(static host => host.Address.ToString());
}
