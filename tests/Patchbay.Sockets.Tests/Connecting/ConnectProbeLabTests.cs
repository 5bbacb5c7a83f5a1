using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

/// <summary>Ground truth by construction: the network does what a rule says, and the probe must say the same.</summary>
public sealed class ConnectProbeLabTests(ConnectProbeLabTests.LabFixture fixture) : IClassFixture<ConnectProbeLabTests.LabFixture>
{
    const string Server4 = "10.77.2.2";
    const string Server6 = "fd77:2::2";

    NetworkLab Lab => fixture.Lab!;

    [LabTheory]
    [InlineData(Server4)]
    [InlineData(Server6)]
    public void A_listener_is_open_by_the_target_itself(string server)
    {
        using var listener = Listen(server);

        var attempt = Probe(server, ((IPEndPoint)listener.LocalEndPoint!).Port);

        Assert.Equal(ConnectOutcome.Open, attempt.Outcome);
        Assert.Equal(ConnectReporter.Target, attempt.ReportedBy);
        Assert.Null(attempt.Icmp);
    }

    [LabTheory]
    [InlineData(Server4)]
    [InlineData(Server6)]
    public void A_closed_port_is_refused_by_the_target_without_ICMP(string server)
    {
        Rules("router", "forward", "counter accept");

        var attempt = Probe(server, 81);

        Assert.Equal(ConnectOutcome.Refused, attempt.Outcome);
        Assert.Equal(SocketError.ConnectionRefused, attempt.SocketError);
        Assert.Equal(111, attempt.Errno);
        Assert.Equal(ConnectReporter.Target, attempt.ReportedBy);
        Assert.Null(attempt.Icmp);
    }

    [LabTheory]
    [InlineData(Server4)]
    [InlineData(Server6)]
    public void A_dropping_firewall_is_a_time_out_by_nobody(string server)
    {
        Rules("router", "forward", "tcp dport 82 drop");

        var attempt = Probe(server, 82, TimeSpan.FromMilliseconds(400));

        Assert.Equal(ConnectOutcome.TimedOut, attempt.Outcome);
        Assert.Equal(ConnectReporter.Nobody, attempt.ReportedBy);
    }

    [LabTheory]
    [InlineData(Server4, "icmp type host-unreachable", ConnectOutcome.HostUnreachable, 3, 1)]
    [InlineData(Server4, "icmp type net-unreachable", ConnectOutcome.NetworkUnreachable, 3, 0)]
    [InlineData(Server4, "icmp type port-unreachable", ConnectOutcome.Prohibited, 3, 3)]
    [InlineData(Server4, "icmp type prot-unreachable", ConnectOutcome.Prohibited, 3, 2)]
    [InlineData(Server4, "icmp type net-prohibited", ConnectOutcome.Prohibited, 3, 9)]
    [InlineData(Server4, "icmp type host-prohibited", ConnectOutcome.Prohibited, 3, 10)]
    [InlineData(Server4, "icmp type admin-prohibited", ConnectOutcome.Prohibited, 3, 13)]
    [InlineData(Server6, "icmpv6 type no-route", ConnectOutcome.NetworkUnreachable, 1, 0)]
    [InlineData(Server6, "icmpv6 type admin-prohibited", ConnectOutcome.Prohibited, 1, 1)]
    [InlineData(Server6, "icmpv6 type addr-unreachable", ConnectOutcome.HostUnreachable, 1, 3)]
    [InlineData(Server6, "icmpv6 type port-unreachable", ConnectOutcome.Prohibited, 1, 4)]
    public void A_rejecting_router_is_named_with_its_reason(string server, string reject, ConnectOutcome outcome, byte type, byte code)
    {
        Rules("router", "forward", $"tcp dport 83 reject with {reject}");

        var attempt = Probe(server, 83);

        Assert.Equal(outcome, attempt.Outcome);
        Assert.Equal(ConnectReporter.Router, attempt.ReportedBy);
        Assert.Equal(new IcmpError(server == Server4 ? 4 : 6, type, code, IPAddress.Parse(server == Server4 ? "10.77.1.1" : "fd77:1::1")), attempt.Icmp);
    }

    [LabFact]
    public void A_target_that_rejects_by_ICMP_is_told_from_a_router_that_does()
    {
        Rules("server", "input", "tcp dport 84 reject with icmp type admin-prohibited");
        try
        {
            var attempt = Probe(Server4, 84);

            Assert.Equal(ConnectOutcome.Prohibited, attempt.Outcome);
            Assert.Equal(ConnectReporter.Target, attempt.ReportedBy);
            Assert.Equal(IPAddress.Parse(Server4), attempt.Icmp?.Reporter);
        }
        finally
        {
            Rules("server", "input", "accept");
        }
    }

    [LabFact]
    public void A_forged_reset_looks_like_the_target()
    {
        Rules("router", "forward", "tcp dport 85 reject with tcp reset");

        var attempt = Probe(Server4, 85);

        Assert.Equal(ConnectOutcome.Refused, attempt.Outcome);
        Assert.Equal(ConnectReporter.Target, attempt.ReportedBy);
        Assert.Null(attempt.Icmp);
    }

    [LabFact]
    public void A_router_without_a_route_is_named()
    {
        var attempt = Probe("203.0.113.9", 80);

        Assert.Equal(ConnectOutcome.NetworkUnreachable, attempt.Outcome);
        Assert.Equal(ConnectReporter.Router, attempt.ReportedBy);
        Assert.Equal(new IcmpError(4, 3, 0, IPAddress.Parse("10.77.1.1")), attempt.Icmp);
    }

    [LabFact]
    public void No_route_on_this_machine_is_told_by_this_machine()
    {
        var attempt = Probe("203.0.113.9", 80, from: "router");

        Assert.Equal(ConnectOutcome.NetworkUnreachable, attempt.Outcome);
        Assert.Equal(101, attempt.Errno);
        Assert.Equal(ConnectReporter.ThisMachine, attempt.ReportedBy);
        Assert.Null(attempt.Icmp);
    }

    [LabFact]
    public void A_rule_on_this_machine_is_told_by_this_machine()
    {
        Rules("client", "output", "tcp dport 86 reject with icmp type admin-prohibited");
        try
        {
            var attempt = Probe(Server4, 86);

            Assert.Equal(ConnectOutcome.Prohibited, attempt.Outcome);
            Assert.Equal(ConnectReporter.ThisMachine, attempt.ReportedBy);
        }
        finally
        {
            Rules("client", "output", "accept");
        }
    }

    [LabFact]
    public void A_prohibiting_route_on_this_machine_is_told_by_this_machine()
    {
        Lab.In("client", "ip", "route", "add", "prohibit", "198.51.100.0/24");

        var attempt = Probe("198.51.100.7", 80);

        Assert.Equal(ConnectOutcome.Prohibited, attempt.Outcome);
        Assert.Equal(SocketError.AccessDenied, attempt.SocketError);
        Assert.Equal(ConnectReporter.ThisMachine, attempt.ReportedBy);
        Assert.Null(attempt.Icmp);
    }

    [LabTheory]
    [InlineData("10.77.1.99")]
    [InlineData("fd77:1::99")]
    public void An_address_that_nobody_has_is_told_by_this_machine(string address)
    {
        // ARP and neighbour discovery ask three times; a second apart is the default.
        Lab.In("client", "ip", "ntable", "change", "name", address.Contains(':', StringComparison.Ordinal) ? "ndisc_cache" : "arp_cache", "dev", "cr", "retrans", "50");

        var attempt = Probe(address, 80);

        Assert.Equal(ConnectOutcome.HostUnreachable, attempt.Outcome);
        Assert.Equal(113, attempt.Errno);
        Assert.Equal(ConnectReporter.ThisMachine, attempt.ReportedBy);
    }

    [LabTheory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_socket_that_meets_itself_is_not_open(string loopback)
    {
        // The only port that can be lent is the one asked for.
        Lab.In("client", "sysctl", "-qw", "net.ipv4.ip_local_port_range=40000 40000");
        try
        {
            var attempt = Probe(loopback, 40000);

            Assert.True(attempt.SelfConnected);
            Assert.Equal(ConnectOutcome.Refused, attempt.Outcome);
            Assert.Equal(attempt.EndPoint, attempt.Local);
        }
        finally
        {
            Lab.In("client", "sysctl", "-qw", "net.ipv4.ip_local_port_range=32768 60999");
        }
    }

    [LabFact]
    public void The_failure_is_told_in_words_with_the_router()
    {
        Rules("router", "forward", "tcp dport 87 reject with icmp type admin-prohibited");

        var failure = ProbeWhole("client", Server4, 87, TimeSpan.FromSeconds(5)).Failure!;

        Assert.StartsWith("10.77.2.2:87 is forbidden: 10.77.1.1 says \"communication administratively prohibited\" after ", failure.Message, StringComparison.Ordinal);
        Assert.Equal("A firewall rejects it; whether anything listens behind it is not known.", failure.Hint);
    }

    Socket Listen(string address) => Lab.Inside("server", () =>
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), 0);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endPoint);
        socket.Listen();
        return socket;
    });

    void Rules(string role, string hook, string rule)
    {
        // ICMP reports are rate limited by the kernel, and these tests are faster than people.
        Lab.In(role, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0");
        Lab.Rules(role, hook, rule);
    }

    ConnectAttempt Probe(string address, int port, TimeSpan? timeout = null, string from = "client") =>
        Assert.Single(ProbeWhole(from, address, port, timeout ?? TimeSpan.FromSeconds(10)).Attempts);

    ConnectProbeResult ProbeWhole(string from, string address, int port, TimeSpan timeout) => Lab.Inside(
        from,
        () => ConnectProbe.RunAsync(new IPEndPoint(IPAddress.Parse(address), port), new ConnectOptions { Timeout = timeout }).GetAwaiter().GetResult());

    /// <summary>One lab for the class: making it takes longer than any of the tests.</summary>
    public sealed class LabFixture : IDisposable
    {
        public LabFixture() => Lab = NetworkLab.Missing is null ? new NetworkLab() : null;

        internal NetworkLab? Lab { get; }

        public void Dispose() => Lab?.Dispose();
    }
}
