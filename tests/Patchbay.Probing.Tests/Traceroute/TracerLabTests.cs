using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing.Tests.Traceroute;

/// <summary>A client, four routers and a server, each a network namespace. Its routers answer without a limit of rate.</summary>
public sealed class RouterChain : IDisposable
{
    static readonly string[] Roles = ["client", "r1", "r2", "r3", "r4", "server"];

    internal NetworkLab? Lab { get; } = NetworkLab.Missing is null ? Make() : null;

    public void Dispose() => Lab?.Dispose();

    static NetworkLab Make()
    {
        var lab = new NetworkLab(Roles);
        foreach (var role in Roles)
        {
            lab.In(role, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0", "net.ipv4.icmp_msgs_per_sec=100000", "net.ipv4.icmp_msgs_burst=100000");
        }

        return lab;
    }
}

public class TracerLabTests(RouterChain chain) : IClassFixture<RouterChain>
{
    // Nobody is waited for in vain but where a test says so: a loaded machine may take its time.
    static readonly TraceOptions Patient = new() { Wait = TimeSpan.FromSeconds(20), Interval = TimeSpan.Zero, Rounds = 2, MostHops = 12 };

    static readonly string[] Path4 = ["10.77.1.1", "10.77.2.2", "10.77.3.2", "10.77.4.2", "10.77.5.2"];
    static readonly string[] Path6 = ["fd77:1::1", "fd77:2::2", "fd77:3::2", "fd77:4::2", "fd77:5::2"];

    NetworkLab Lab => chain.Lab!;

    (TraceEnd End, string?[] Path, TraceTable Table) Trace(string target, TraceOptions options) => Lab.Inside("client", () =>
    {
        using var tracer = new Tracer(IPAddress.Parse(target), options);
        using var limit = new CancellationTokenSource(ChildProcess.Limit);
        tracer.Run(static _ => { }, limit.Token);
        return (tracer.Table.End, tracer.Table.Hops.Select(static hop => hop.Address?.ToString()).ToArray(), tracer.Table);
    });

    [LabTheory]
    [InlineData(TraceMethod.Icmp)]
    [InlineData(TraceMethod.Udp)]
    [InlineData(TraceMethod.Tcp)]
    public void Every_router_and_the_end_are_told_over_both_families(TraceMethod method)
    {
        foreach (var path in (string[][])[Path4, Path6])
        {
            var (end, seen, table) = Trace(path[^1], Patient with { Method = method, Port = method == TraceMethod.Tcp ? (ushort)81 : TraceOptions.DefaultUdpPort });
            Assert.Equal(path, seen);
            Assert.Equal((method == TraceMethod.Tcp ? TraceEndKind.Refused : TraceEndKind.Reached, 5), (end.Kind, end.Hop));
            Assert.All(table.Hops, static hop => Assert.Equal((2, 2, 0, 0), (hop.Sent, hop.Received, hop.Lost, hop.Duplicates)));
            Assert.Equal(0, table.Strangers);
        }
    }

    [LabFact]
    public void A_ping_socket_traces_as_a_raw_one_does()
    {
        Lab.In("client", "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647");
        try
        {
            var means = Lab.Inside("client", static () =>
            {
                using var tracer = new Tracer(IPAddress.Loopback, Patient);
                return tracer.Means;
            });
            Assert.Equal("ICMP echo, ping socket", means);
            Assert.Equal(Path4, Trace(Path4[^1], Patient).Path);
            Assert.Equal(Path6, Trace(Path6[^1], Patient).Path);
        }
        finally
        {
            Lab.In("client", "sysctl", "-qw", "net.ipv4.ping_group_range=1 0");
        }
    }

    [LabFact]
    public void An_open_port_is_reached_by_tcp()
    {
        using var listener = Lab.Inside("server", static () =>
        {
            var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
            socket.Listen();
            return socket;
        });
        var port = (ushort)((IPEndPoint)listener.LocalEndPoint!).Port;
        foreach (var path in (string[][])[Path4, Path6])
        {
            var (end, seen, _) = Trace(path[^1], Patient with { Method = TraceMethod.Tcp, Port = port });
            Assert.Equal(path, seen);
            Assert.Equal(TraceEndKind.Reached, end.Kind);
        }
    }

    [LabTheory]
    [InlineData(TraceMethod.Icmp)]
    [InlineData(TraceMethod.Udp)]
    [InlineData(TraceMethod.Tcp)]
    public void A_silent_router_is_a_gap_and_no_end(TraceMethod method)
    {
        Lab.In("r2", "nft", "add table inet lab; delete table inet lab; add table inet lab; add chain inet lab rules { type filter hook output priority 0; }; add rule inet lab rules icmp type time-exceeded drop; add rule inet lab rules icmpv6 type time-exceeded drop");
        try
        {
            foreach (var path in (string[][])[Path4, Path6])
            {
                var (end, seen, table) = Trace(path[^1], Patient with { Method = method, Port = 81, Wait = TimeSpan.FromMilliseconds(500), Rounds = 1 });
                Assert.Equal((string?[])[path[0], null, path[2], path[3], path[4]], seen);
                Assert.Equal((5, 1), (end.Hop, table.Hops[1].Lost));
            }
        }
        finally
        {
            Lab.In("r2", "nft", "delete table inet lab");
        }
    }

    [LabTheory]
    [InlineData(TraceMethod.Icmp)]
    [InlineData(TraceMethod.Udp)]
    [InlineData(TraceMethod.Tcp)]
    public void A_router_that_rejects_is_named_with_its_words(TraceMethod method)
    {
        Lab.Rules("r3", "forward", $"meta l4proto {(method == TraceMethod.Icmp ? "{ icmp, icmpv6 }" : method == TraceMethod.Udp ? "udp" : "tcp")} oifname \"r3r4\" reject with icmpx type admin-prohibited");
        try
        {
            foreach (var (path, type, code) in new[] { (Path4, 3, 13), (Path6, 1, 1) })
            {
                var (end, seen, _) = Trace(path[^1], Patient with { Method = method, Port = 81 });
                Assert.Equal((string?[])[path[0], path[1], path[2], path[2]], seen);
                Assert.Equal((TraceEndKind.Unreachable, 4), (end.Kind, end.Hop));
                Assert.Equal((path[2], type, code), (end.Reply!.Value.From!.ToString(), end.Reply.Value.Type, end.Reply.Value.Code));
            }
        }
        finally
        {
            Lab.In("r3", "nft", "delete table inet lab");
        }
    }

    [LabFact]
    public void Routers_that_send_to_one_another_are_told_to_be_a_circle()
    {
        Lab.Route("r3", "10.77.5.0/24", "fd77:5::/64", (3, 1));
        try
        {
            // Over IPv6 r2 answers from the interface that the packet came in by: the second time from another one.
            foreach (var (target, circle) in new[] { ("10.77.5.2", new[] { "10.77.2.2", "10.77.3.2" }), ("fd77:5::2", ["fd77:3::2", "fd77:3::1"]) })
            {
                var end = Trace(target, Patient with { Method = TraceMethod.Udp }).End;
                Assert.Equal(TraceEndKind.Loop, end.Kind);
                Assert.Equal(circle, end.Circle.Select(static address => address!.ToString()));
            }
        }
        finally
        {
            Lab.Route("r3", "10.77.5.0/24", "fd77:5::/64", (4, 2));
        }
    }

    [LabFact]
    public void What_drops_everything_is_silence_behind_the_last_that_answered()
    {
        Lab.Rules("r4", "prerouting", "ip daddr 10.77.5.2 drop");
        try
        {
            var (end, seen, _) = Trace("10.77.5.2", Patient with { Method = TraceMethod.Udp, Wait = TimeSpan.FromMilliseconds(700), Rounds = 1, MostHops = 6 });
            Assert.Equal((string?[])[Path4[0], Path4[1], Path4[2], null, null, null], seen);
            Assert.Equal((TraceEndKind.Silent, 3), (end.Kind, end.Hop));
        }
        finally
        {
            Lab.In("r4", "nft", "delete table inet lab");
        }
    }

    [LabFact]
    public void Nobody_at_the_address_is_told_by_the_last_router()
    {
        // Its neighbours are asked three times, a second each, before the router says so.
        var (end, seen, _) = Trace("10.77.5.99", Patient with { Method = TraceMethod.Udp, Rounds = 1 });
        Assert.Equal(TraceEndKind.Unreachable, end.Kind);
        Assert.Equal(Path4[3], seen[^1]);
    }

    [LabFact]
    public void Without_a_route_nothing_is_sent_and_that_is_said()
    {
        Lab.In("client", "ip", "route", "delete", "default");
        try
        {
            foreach (var method in Enum.GetValues<TraceMethod>())
            {
                var error = Assert.Throws<InvalidOperationException>(() => Trace("192.0.2.1", Patient with { Method = method }));
                Assert.Contains("nothing could be sent: Network is unreachable", error.Message);
            }
        }
        finally
        {
            Lab.Route("client", "default", "default", (1, 1));
        }
    }

    [LabFact]
    public void No_descriptor_is_left()
    {
        var before = Lab.Inside("client", static () => Descriptors.Open);
        for (var i = 0; i < 20; i++)
        {
            foreach (var method in Enum.GetValues<TraceMethod>())
            {
                Trace(Path4[0], Patient with { Method = method, Port = 81 });
            }
        }

        Assert.InRange(Descriptors.Open, 0, before + 20);
    }
}
