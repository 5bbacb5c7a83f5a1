using System.Net;
using System.Net.Sockets;

namespace Patchbay.Probing.Tests.Ping;

public sealed class PingRunTests
{
    static readonly PingOptions Three = new() { Count = 3, Interval = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromSeconds(20) };

    [LabFact]
    public void A_host_answers_through_a_router_and_each_way_says_what_it_saw()
    {
        using var lab = new NetworkLab();
        using var listener = lab.Inside("server", static () => Bound(SocketType.Stream));
        listener.Listen();
        using var echo = lab.Inside("server", static () => Bound(SocketType.Dgram));
        var answering = Answer(echo);
        var (tcp, udp) = (PortOf(listener), PortOf(echo));
        var told = Run(lab, Three, "10.77.2.2", "fd77:2::2", $"tcp:10.77.2.2:{tcp}", $"udp:10.77.2.2:{udp}", "tcp:10.77.2.2:1", "udp:10.77.2.2:1", "tcp:[fd77:2::2]:1", "udp:[fd77:2::2]:1");
        for (var target = 0; target < 8; target++)
        {
            var events = told.Events.Where(one => one.Target == target).ToArray();
            Assert.Equal([1, 2, 3], events.Select(static one => one.Number));
            Assert.All(events, one => Assert.Equal(target < 4 ? PingOutcome.Answered : PingOutcome.Closed, one.Outcome));
            Assert.All(events, static one => Assert.True(one.RoundTrip > TimeSpan.Zero));
        }

        Assert.All(told.Events.Where(static one => one.Target < 2), static one => Assert.Equal((63, 56, false), (one.TimeToLive, one.Bytes, one.IsDamaged)));
        echo.Dispose();
        _ = answering;
    }

    [LabFact]
    public void An_error_on_the_way_is_told_with_its_reporter()
    {
        using var lab = new NetworkLab();
        lab.In("router", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0");
        var short4 = Run(lab, Three with { TimeToLive = 1 }, "10.77.2.2", "udp:10.77.2.2:9", "tcp:10.77.2.2:9");
        Assert.Equal(9, short4.Events.Count);
        Assert.All(short4.Events, static one => Assert.Equal((PingOutcome.Error, 11, IPAddress.Parse("10.77.1.1")), (one.Outcome, one.Icmp!.Type, one.Icmp.Reporter)));
        lab.Rules("router", "forward", "ip daddr 10.77.2.2 reject with icmp type admin-prohibited");
        var rejected = Run(lab, Three, "10.77.2.2", "tcp:10.77.2.2:9", "udp:10.77.2.2:9");
        Assert.All(rejected.Events, static one => Assert.Equal((PingOutcome.Error, "communication administratively prohibited"), (one.Outcome, one.Icmp!.Meaning)));
    }

    [LabFact]
    public void Silence_is_lost_and_an_answer_after_that_is_late()
    {
        using var lab = new NetworkLab();
        lab.Rules("server", "input", "meta l4proto { icmp, tcp, udp } drop");
        var told = Run(lab, Three with { Timeout = TimeSpan.FromMilliseconds(100) }, "10.77.2.2", "tcp:10.77.2.2:9", "udp:10.77.2.2:9");
        Assert.Equal(9, told.Events.Count);
        Assert.All(told.Events, static one => Assert.Equal(PingOutcome.Lost, one.Outcome));
    }

    [LabFact]
    public void A_ping_socket_is_taken_where_it_is_permitted_and_a_raw_one_elsewhere()
    {
        using var lab = new NetworkLab();
        lab.In("client", "sysctl", "-qw", "net.ipv4.ping_group_range=1 0");
        Assert.Equal(EchoMeans.Raw, Run(lab, Three, "10.77.2.2", "fd77:2::2").Means);
        lab.In("client", "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647");
        var told = Run(lab, Three, "10.77.2.2", "fd77:2::2");
        Assert.Equal(EchoMeans.PingSocket, told.Means);
        Assert.All(told.Events, static one => Assert.Equal(PingOutcome.Answered, one.Outcome));
        Assert.Equal(6, told.Events.Count);
        Assert.Equal(PingOutcome.Error, Run(lab, Three with { TimeToLive = 1 }, "10.77.2.2").Events[0].Outcome);
    }

    [LabFact]
    public void What_has_no_route_is_not_sent_and_the_others_go_on()
    {
        using var lab = new NetworkLab();
        lab.In("client", "ip", "route", "add", "unreachable", "10.99.0.0/16");
        var told = Run(lab, Three, "10.99.0.1", "10.77.1.1");
        Assert.All(told.Events.Where(static one => one.Target == 0), static one => Assert.Equal(PingOutcome.NotSent, one.Outcome));
        Assert.Equal(3, told.Events.Count(static one => one is { Target: 1, Outcome: PingOutcome.Answered }));
    }

    [NeedsFact("linux")]
    public async Task A_run_that_is_stopped_ends_and_gives_its_descriptors_back()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var i = 0; i < 20; i++)
        {
            using var stop = new CancellationTokenSource();
            var sink = new Told { OnEvent = stop.Cancel };
            using var run = new PingRun([new PingHost(PingTarget.Parse("tcp:127.0.0.1:1"), IPAddress.Loopback), new PingHost(PingTarget.Parse("udp:127.0.0.1:1"), IPAddress.Loopback)], new PingOptions { Interval = TimeSpan.FromMilliseconds(10) }, sink);
            await Task.Run(() => run.Run(stop.Token)).Soon();
            Assert.NotEmpty(sink.Events);
        }

        await Waiting.Until(() => Directory.GetFiles("/proc/self/fd").Length < before + 15);
    }

    static Told Run(NetworkLab lab, PingOptions options, params string[] targets) => lab.Inside("client", () =>
    {
        var told = new Told();
        using var run = new PingRun([.. targets.Select(PingTarget.Parse).Select(static target => new PingHost(target, IPAddress.Parse(target.Host)))], options, told);
        told.Means = run.Means;
        run.Run(CancellationToken.None);
        return told;
    });

    static Socket Bound(SocketType type)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return socket;
    }

    static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    static async Task Answer(Socket socket)
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                await socket.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), got.RemoteEndPoint);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
        }
    }

    sealed class Told : IPingSink
    {
        public List<PingEvent> Events { get; } = [];

        public EchoMeans? Means { get; set; }

        public Action? OnEvent { get; init; }

        public void Sent(int target, long number)
        {
        }

        public void Happened(PingEvent one)
        {
            Events.Add(one);
            OnEvent?.Invoke();
        }
    }
}
