using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing.Tests.Engines;

/// <summary>The connect scan in namespaces of its own: nobody else opens ports there.</summary>
[Collection(AloneCollection.Name)]
public class ConnectScanTests
{
    static readonly IEnumerable<int> AllPorts = Enumerable.Range(1, 65_535);

    [LabTheory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.77.1.2")]
    public void A_scan_of_our_own_address_finds_exactly_the_listeners_and_leaves_nothing_behind(string address)
    {
        using var lab = new NetworkLab();
        lab.Inside("client", () =>
        {
            // Even ports of the ephemeral range are those that connect(2) may choose as its own source: a self-connect would make them look open.
            var ports = (int[])[1, 22, 32_769, 40_000, 65_535];
            var listeners = ports.Select(port => Listen(IPAddress.Parse(address), port)).ToList();
            // Pipes of the lab's commands are closed by a collection.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var descriptors = Descriptors.Open;
            var scan = new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan([address], AllPorts), new ScanTuning { Seed = 3 });
            Assert.InRange(Descriptors.Open, 0, descriptors);
            Assert.Equal(65_535, scan.ByPort().Count);
            Assert.Equal(ports, scan.Findings.Where(static one => one.State == PortState.Open).Select(static one => (int)one.Port).Order());
            Assert.All(scan.Findings, static one => Assert.True(one.State is PortState.Open or PortState.Closed, $"{one}"));
            Assert.Equal(65_535, scan.Counts.Settled);
            Assert.Equal(0, TimeWaits());
            listeners.ForEach(static one => one.Dispose());
            return true;
        });
    }

    [LabFact]
    public void A_connection_to_itself_is_not_taken_for_an_open_port()
    {
        using var lab = new NetworkLab();
        lab.Inside("client", () =>
        {
            // Six source ports, so that one of them is often the very port that is asked.
            lab.In("client", "sysctl", "-qw", "net.ipv4.ip_local_port_range=40000 40005");
            foreach (var address in (string[])["127.0.0.1", "::1"])
            {
                for (var round = 0ul; round < 40; round++)
                {
                    var scan = new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan([address], Enumerable.Range(40_000, 6)), new ScanTuning { Seed = round });
                    Assert.All(scan.Findings, static one => Assert.Equal((PortState.Closed, ProbeReason.Reset), (one.State, one.Reason)));
                    Assert.Equal(6, scan.Findings.Count);
                }
            }

            return true;
        });
    }

    [LabFact]
    public void Without_a_free_source_port_nothing_is_said_about_the_port()
    {
        using var lab = new NetworkLab();
        lab.Inside("client", () =>
        {
            lab.In("client", "sysctl", "-qw", "net.ipv4.ip_local_port_range=40000 40001");
            using var one = Listen(IPAddress.Any, 40_000);
            using var other = Listen(IPAddress.Any, 40_001);
            var scan = new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(["10.77.1.1"], [80, 81]));
            Assert.Equal(2, scan.Findings.Count);
            Assert.All(scan.Findings, static one => Assert.Equal((PortState.Unknown, ProbeReason.LocalError, 99, 0), (one.State, one.Reason, one.Errno, (int)one.Tries)));
            Assert.True(scan.Counts.LocalErrors > 2);

            // The positive twin: with one port free again, the same scan knows.
            other.Dispose();
            scan = new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(["10.77.1.1"], [80, 81]));
            Assert.All(scan.Findings, static one => Assert.Equal(PortState.Closed, one.State));
            return true;
        });
    }

    [LabFact]
    public void A_local_rule_and_a_missing_route_are_told_as_such()
    {
        using var lab = new NetworkLab();
        lab.In("client", "ip", "route", "add", "unreachable", "10.99.1.0/24");
        lab.In("client", "ip", "route", "add", "prohibit", "10.99.2.0/24");
        lab.In("client", "ip", "route", "delete", "default");
        var scan = lab.Inside("client", static () => new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(["10.77.1.1", "10.99.1.1", "10.99.2.1", "10.99.3.1"], [80]))).ByPort();
        Assert.Equal((PortState.Closed, ProbeReason.Reset), What(scan[(0, 80)]));
        Assert.Equal((PortState.Filtered, ProbeReason.HostUnreachable), What(scan[(1, 80)]));
        Assert.Equal((PortState.Unknown, ProbeReason.LocalRule), What(scan[(2, 80)]));
        Assert.Equal((PortState.Filtered, ProbeReason.NetUnreachable), What(scan[(3, 80)]));
    }

    [LabFact]
    public void What_is_not_wanted_is_neither_sent_nor_told_and_a_stop_is_heeded_soon()
    {
        using var lab = new NetworkLab();
        lab.Rules("server", "input", "tcp dport 1-60000 drop");
        lab.Inside("client", () =>
        {
            var few = new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(["10.77.2.2"], Enumerable.Range(60_001, 100)), wanted: static number => number is 3 or 5);
            Assert.Equal([60_004, 60_006], few.Findings.Select(static one => (int)one.Port).Order());
            Assert.Equal(2, few.Counts.Sent);

            using var stop = new CancellationTokenSource();
            var plan = RecordedScan.Plan(["10.77.2.2"], Enumerable.Range(59_901, 200));
            var scan = new RecordedScan { OnFound = one => stop.Cancel() };
            scan.Run(new ConnectScanEngine(), plan, stop: stop.Token);
            Assert.InRange(scan.Findings.Count, 1, 100);
            Assert.DoesNotContain(scan.Findings, static one => one.Port <= 60_000);
            return true;
        });
    }

    [LabFact]
    public void Many_silent_hosts_are_asked_together()
    {
        using var lab = new NetworkLab();
        lab.In("server", "ip", "route", "add", "local", "10.78.0.0/24", "dev", "lo");
        lab.In("router", "ip", "route", "add", "10.78.0.0/24", "via", "10.77.2.2");
        lab.Rules("server", "input", "ip daddr 10.78.0.26-10.78.0.255 drop");
        var hosts = Enumerable.Range(0, 256).Select(static i => $"10.78.0.{i}");
        var tuning = new ScanTuning { Retries = 1, InitialTimeout = TimeSpan.FromMilliseconds(300) };
        var scan = lab.Inside("client", () => new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(hosts, Enumerable.Range(1, 20)), tuning));
        Assert.All(scan.Findings, static one => Assert.Equal(one.Host < 26 ? PortState.Closed : PortState.Filtered, one.State));

        // Two tries for each silent port and one for each other: silence of hosts that never answered is no loss.
        Assert.Equal((230 * 20 * 2) + (26 * 20), scan.Counts.Sent);
    }

    [LabFact]
    public void A_host_that_limits_its_resets_is_asked_until_each_port_has_answered()
    {
        using var lab = new NetworkLab();
        lab.Rules("server", "output", "tcp flags & rst == rst limit rate over 200/second burst 20 packets drop");
        var scan = lab.Inside("client", static () => new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(["10.77.2.2"], Enumerable.Range(1, 300)), new ScanTuning { Seed = 9 }));
        Assert.All(scan.Findings, static one => Assert.Equal(PortState.Closed, one.State));
    }

    [LabFact]
    public void The_rate_is_kept_as_the_other_side_sees_it()
    {
        using var lab = new NetworkLab();

        // 30 in 100 ms are allowed; the server's kernel counts what is over it, with as many as a burst of the limit.
        lab.Rules("server", "input", "tcp flags & syn == syn limit rate over 300/second burst 30 packets counter drop");
        var scan = lab.Inside("client", static () => new RecordedScan().Run(new ConnectScanEngine(), RecordedScan.Plan(["10.77.2.2"], Enumerable.Range(1, 400)), new ScanTuning { Rate = 300 }));
        Assert.All(scan.Findings, static one => Assert.Equal((PortState.Closed, 1), (one.State, (int)one.Tries)));
    }

    static (PortState State, ProbeReason Reason) What(PortFinding finding) => (finding.State, finding.Reason);

    static Socket Listen(IPAddress address, int port)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, port));
        listener.Listen(8);
        return listener;
    }

    // proc_net(5): state 06 is TIME_WAIT. Of the namespace of the calling thread.
    static int TimeWaits() => ((string[])["tcp", "tcp6"]).Sum(static file => File.ReadLines($"/proc/thread-self/net/{file}").Count(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] == "06"));
}
