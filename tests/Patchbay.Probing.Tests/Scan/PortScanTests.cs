using System.Collections.Immutable;
using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing.Tests;

public class PortScanTests
{
    static readonly MachineAddresses NoneLocal = new(new HashSet<IPAddress>(), new HashSet<IPAddress>());
    static readonly ScanPlan Three = Plan("10.0.0.1", "10.0.0.2", "10.0.0.3");

    [Fact]
    public async Task Ports_are_asked_of_the_hosts_that_are_there()
    {
        var (engine, discovery, follower) = (Engine(), new FakeDiscovery(static host => host != 1), new Follower());
        var scan = new PortScan(new ScanRequest { Plan = Three }, Parts(engine, discovery), "test");
        Assert.Equal(ScanEnding.Complete, await scan.RunAsync(follower, CancellationToken.None));
        Assert.Equal([0L, 1, 2, 6, 7, 8], engine.Asked);
        Assert.Equal(3, follower.Hosts.Count);
        var report = scan.Report(ScanEnding.Complete, []);
        Assert.Equal((2, 1, 2, 6), (report.Totals.Up, report.Totals.Down, report.Totals.Open, report.Totals.Settled));
        Assert.Equal([22], report.Hosts[0].Ports.Where(static port => port.State == PortState.Open).Select(static port => (int)port.Port));
        Assert.Equal(ScanPhase.Ended, scan.Status().Phase);
    }

    [Fact]
    public async Task Hosts_that_the_user_vouches_for_are_not_asked_first()
    {
        var (engine, discovery) = (Engine(), new FakeDiscovery(static _ => false));
        var scan = new PortScan(new ScanRequest { Plan = Three, SkipDiscovery = true }, Parts(engine, discovery), "test");
        await scan.RunAsync(new Follower(), CancellationToken.None);
        Assert.Empty(discovery.Asked);
        Assert.Equal(9, engine.Asked.Count);
        Assert.Equal(ProbeReason.UserSet, scan.Results.Host(0)!.Value.Reason);
    }

    [Theory]
    [InlineData(null, true, ScanMethod.Syn)]
    [InlineData(null, false, ScanMethod.Connect)]
    [InlineData(ScanMethod.Connect, true, ScanMethod.Connect)]
    [InlineData(ScanMethod.Udp, false, ScanMethod.Udp)]
    public void The_method_is_the_best_that_the_rights_allow(ScanMethod? asked, bool raw, ScanMethod chosen) => Assert.Equal(chosen, ChosenMethod.Choose(asked, () => raw).Method);

    [Fact]
    public void A_method_that_was_asked_for_is_never_replaced_silently() =>
        Assert.Equal(ScanFailure.Denied, Assert.Throws<ScanException>(() => ChosenMethod.Choose(ScanMethod.Syn, static () => false)).Failure);

    [Fact]
    public async Task Shards_ask_every_probe_once()
    {
        var asked = new List<long>();
        for (var number = 1; number <= 4; number++)
        {
            var engine = Engine();
            await new PortScan(new ScanRequest { Plan = Three, Shard = new ScanShard(number, 4) }, Parts(engine, new FakeDiscovery(static _ => true)), "test").RunAsync(new Follower(), CancellationToken.None);
            asked.AddRange(engine.Asked);
        }

        Assert.Equal(Enumerable.Range(0, 9).Select(static one => (long)one), asked.Order());
    }

    [Fact]
    public async Task A_shard_without_a_probe_of_a_host_does_not_ask_for_the_host()
    {
        var discovery = new FakeDiscovery(static _ => true);
        await new PortScan(new ScanRequest { Plan = Three, Shard = new ScanShard(1, 9) }, Parts(Engine(), discovery), "test").RunAsync(new Follower(), CancellationToken.None);
        Assert.Equal([0], discovery.Asked);
    }

    [Fact]
    public async Task A_scan_that_is_stopped_keeps_what_it_found()
    {
        using var stop = new CancellationTokenSource();
        var engine = new FakeEngine(ScanMethod.Connect, target =>
        {
            if (target is { Host: 1, Port: 80 })
            {
                stop.Cancel();
            }

            return PortState.Closed;
        });
        var scan = new PortScan(new ScanRequest { Plan = Three, Services = true }, Parts(engine, new FakeDiscovery(static _ => true)), "test");
        Assert.Equal(ScanEnding.Interrupted, await scan.RunAsync(new Follower(), stop.Token));
        Assert.Equal(5, scan.Report(ScanEnding.Interrupted, []).Totals.Settled);
    }

    [Fact]
    public async Task What_an_engine_cannot_do_here_ends_the_scan_in_words()
    {
        var engine = new FakeEngine(ScanMethod.Connect, static _ => PortState.Open, static (_, _) => throw new ScanException("no", ScanFailure.Denied));
        var scan = new PortScan(new ScanRequest { Plan = Three }, Parts(engine, new FakeDiscovery(static _ => true)), "test");
        await Assert.ThrowsAsync<ScanException>(() => scan.RunAsync(new Follower(), CancellationToken.None));
        Assert.Equal(ScanPhase.Ended, scan.Status().Phase);
    }

    [Fact]
    public async Task Public_hosts_get_no_more_than_their_cap()
    {
        var rates = new List<(double? Rate, int[] Hosts)>();
        var plan = Plan([.. Enumerable.Range(1, 25).Select(static number => $"8.8.8.{number}"), "10.0.0.1"]);
        FakeEngine Make() => new(ScanMethod.Connect, static _ => PortState.Closed, (_, run) =>
        {
            lock (rates)
            {
                rates.Add((run.Tuning.Rate, [.. Enumerable.Range(0, plan.Hosts.Length).Where(host => run.Wanted!(plan.FirstOf(host)))]));
            }
        });
        var discovery = new FakeDiscovery(static _ => true);
        var scan = new PortScan(new ScanRequest { Plan = plan }, Parts(Make, discovery), "test");
        await scan.RunAsync(new Follower(), CancellationToken.None);
        var free = Assert.Single(rates, static one => one.Rate is null);
        Assert.Equal([25], free.Hosts);
        var capped = rates.Where(static one => one.Rate is not null).ToList();
        Assert.Equal(Enumerable.Range(0, 25), capped.SelectMany(static one => one.Hosts).Order());
        Assert.All(capped, static one => Assert.Equal(PublicRate.PerHost, one.Rate));
        Assert.True(capped.Sum(static one => one.Rate) <= PublicRate.InAll);
        Assert.Equal(PublicRate.InAll, Assert.Single(discovery.Rates));
    }

    [Fact]
    public async Task A_rate_of_the_users_own_takes_the_place_of_the_cap()
    {
        var rates = new List<double?>();
        FakeEngine Make() => new(ScanMethod.Connect, static _ => PortState.Closed, (_, run) => rates.Add(run.Tuning.Rate));
        await new PortScan(new ScanRequest { Plan = Plan("8.8.8.8"), CapPublic = false, Tuning = new ScanTuning { Rate = 5000 } }, Parts(Make, new FakeDiscovery(static _ => true)), "test").RunAsync(new Follower(), CancellationToken.None);
        Assert.Equal([5000], rates);
    }

    [Fact]
    public async Task Services_are_asked_of_open_ports_but_never_of_a_printers()
    {
        var detector = new FakeDetector();
        var engine = new FakeEngine(ScanMethod.Connect, static target => target.Port == 80 ? PortState.Closed : PortState.Open);
        var plan = new ScanPlan([new ScanHost(IPAddress.Parse("10.0.0.1"))], [22, 80, .. Enumerable.Range(9099, 10).Select(static port => (ushort)port)]);
        var scan = new PortScan(new ScanRequest { Plan = plan, Services = true }, Parts(engine, new FakeDiscovery(static _ => true)) with { Detector = () => detector }, "test");
        await scan.RunAsync(new Follower(), CancellationToken.None);
        Assert.Equal([22, 9099, 9108], detector.Asked.Select(static endPoint => endPoint.Port).Order());
        Assert.Equal("OpenSSH", scan.ReportHost(0).Ports[0].Service!.Product);
    }

    [Fact]
    public async Task Who_listens_is_named_on_this_machine_alone()
    {
        var parts = Parts(Engine(), new FakeDiscovery(static _ => true)) with
        {
            Local = new MachineAddresses(new HashSet<IPAddress> { IPAddress.Parse("10.0.0.2") }, new HashSet<IPAddress>()),
            Listeners = static _ => static _ => new SocketHolder(7, "sshd"),
        };
        var scan = new PortScan(new ScanRequest { Plan = Three }, parts, "test");
        await scan.RunAsync(new Follower(), CancellationToken.None);
        Assert.Equal([null, "sshd", null], Enumerable.Range(0, 3).Select(host => scan.ReportHost(host).Ports[0].Holder?.Command));
    }

    [NeedsFact("linux")]
    public void The_nearest_listener_is_the_one_that_is_named()
    {
        using var wide = new System.Net.Sockets.TcpListener(IPAddress.Any, 0);
        wide.Start();
        var port = ((IPEndPoint)wide.LocalEndpoint).Port;
        var listeners = LocalListeners.Take(udp: false);
        Assert.Equal(Environment.ProcessId, listeners.Find(new IPEndPoint(IPAddress.Loopback, port))!.Pid);
        Assert.Null(listeners.Find(new IPEndPoint(IPAddress.IPv6Loopback, port)));
    }

    [Fact]
    public void Time_left_is_told_from_how_it_went_lately()
    {
        var totals = new ScanTotals(1, 0, 2, 0, 0, 0, 0, 0);
        var progress = new ScanProgress();
        progress.Add(new ScanStatus(ScanPhase.Ports, TimeSpan.FromSeconds(1), 0, 1000, totals));
        Assert.Null(progress.Left);
        progress.Add(new ScanStatus(ScanPhase.Ports, TimeSpan.FromSeconds(3), 200, 1000, totals with { Sent = 400 }));
        Assert.Equal(TimeSpan.FromSeconds(8), progress.Left);
        Assert.Equal("ports 20 %, 1 host up, 2 open, 200 probes/s, about 8.0 s left", progress.Line());
    }

    internal static ScanPlan Plan(params string[] hosts) => new([.. hosts.Select(static host => new ScanHost(IPAddress.Parse(host)))], ImmutableArray.Create<ushort>(22, 80, 443));

    internal static FakeEngine Engine() => new(ScanMethod.Connect, static target => target.Port == 22 ? PortState.Open : PortState.Closed);

    internal static ScanParts Parts(IScanEngine engine, IHostDiscovery discovery) => Parts(() => engine, discovery);

    static ScanParts Parts(Func<IScanEngine> engine, IHostDiscovery discovery) => new()
    {
        Engine = _ => engine(),
        Discovery = () => discovery,
        Detector = static () => new FakeDetector(),
        CanSendRaw = static () => false,
        Local = NoneLocal,
        Listeners = static _ => static _ => null,
    };
}
