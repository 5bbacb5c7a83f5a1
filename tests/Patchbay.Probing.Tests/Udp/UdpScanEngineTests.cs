using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Patchbay.Probing.Tests.Discovery;

namespace Patchbay.Probing.Tests.Udp;

public sealed class UdpScanEngineTests
{
    [LabFact]
    public void Every_answer_is_told_for_what_it_is_and_by_whom()
    {
        using var lab = new NetworkLab();
        lab.In("server", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0");
        lab.In("router", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0");
        lab.Rules("router", "forward", "udp dport 2001 drop; add rule inet lab rules udp dport 2002 reject with icmp type port-unreachable; add rule inet lab rules udp dport 2003 reject with icmp type admin-prohibited; add rule inet lab rules udp dport 2004 reject with icmp type host-prohibited");
        using var echo = lab.Inside("server", static () => Bound(2005));
        using var silent = lab.Inside("server", static () => Bound(2006));
        using var tftp = lab.Inside("server", static () => Bound(69));
        using var transfer = lab.Inside("server", static () => Bound(0));
        var answering = Task.WhenAll(Answer(echo, echo, null), Answer(tftp, transfer, [0, 5, 0, 1, 0]));
        var told = Run(lab, [69, 2000, 2001, 2002, 2003, 2004, 2005, 2006], "10.77.2.2");
        var router = IPAddress.Parse("10.77.1.1");
        Assert.Equal((PortState.Open, ProbeReason.UdpResponse, null), Of(told, 69));
        Assert.Equal((PortState.Closed, ProbeReason.PortUnreachable, IPAddress.Parse("10.77.2.2")), Of(told, 2000));
        Assert.Equal((PortState.OpenFiltered, ProbeReason.NoResponse, null), Of(told, 2001));
        Assert.Equal((PortState.Filtered, ProbeReason.PortUnreachable, router), Of(told, 2002));
        Assert.Equal((PortState.Filtered, ProbeReason.AdminProhibited, router), Of(told, 2003));
        Assert.Equal((PortState.Filtered, ProbeReason.HostProhibited, router), Of(told, 2004));
        Assert.Equal((PortState.Open, ProbeReason.UdpResponse, null), Of(told, 2005));
        Assert.Equal((PortState.OpenFiltered, ProbeReason.NoResponse, null), Of(told, 2006));
        Assert.Equal(8, told.Ports.Count);
        GC.KeepAlive(answering);
    }

    [LabFact]
    public void A_limit_is_noticed_told_and_makes_no_closed_port_open()
    {
        using var lab = new NetworkLab();
        lab.In("server", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=20", "net.ipv6.icmp.ratelimit=20");
        lab.Rules("server", "input", "udp dport 2050-2053 drop");
        foreach (var host in (string[])["10.77.2.2", "fd77:2::2"])
        {
            var told = Run(lab, [.. Enumerable.Range(2000, 100).Select(static port => (ushort)port)], host);
            Assert.Equal([2050, 2051, 2052, 2053], told.Ports.Where(static one => one.State == PortState.OpenFiltered).Select(static one => (int)one.Port).Order());
            Assert.Equal(96, told.Ports.Count(static one => one.State == PortState.Closed));
            Assert.Contains("closed ports a second and no more", Assert.Single(told.Notices), StringComparison.Ordinal);
        }
    }

    [LabFact]
    public void A_dead_host_is_told_as_such_and_does_not_hold_up_the_others()
    {
        using var lab = new NetworkLab();
        lab.In("server", "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0");
        var told = Run(lab, [.. Enumerable.Range(2000, 40).Select(static port => (ushort)port)], "10.77.1.99", "10.77.2.2");
        Assert.All(told.Ports.Where(static one => one.Host == 0), static one => Assert.True(one.State is PortState.Filtered or PortState.OpenFiltered));
        Assert.All(told.Ports.Where(static one => one.Host == 1), static one => Assert.Equal(PortState.Closed, one.State));
        Assert.Equal(80, told.Ports.Count);
    }

    [NeedsFact("linux")]
    public void Every_port_of_loopback_is_told_once_and_our_own_socket_is_not_found()
    {
        using var open = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        open.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = (ushort)((IPEndPoint)open.LocalEndPoint!).Port;
        var told = new ToldScan();
        var plan = new ScanPlan([new ScanHost(IPAddress.Parse("127.0.0.1"))], [.. Enumerable.Range(1, ushort.MaxValue).Select(static one => (ushort)one)]);
        new UdpScanEngine().Run(new ScanRun(plan, null, new ScanTuning { Retries = 0 }, told, new ScanCounts()), default);
        Assert.Equal(ushort.MaxValue, told.Ports.Select(static one => one.Port).Distinct().Count());
        Assert.Equal(ushort.MaxValue, told.Ports.Count);
        Assert.Equal(PortState.OpenFiltered, told.Ports.Single(one => one.Port == port).State);
        Assert.DoesNotContain(told.Ports, static one => one.State == PortState.Unknown);
    }

    [NeedsFact("linux")]
    public void What_is_not_wanted_is_neither_asked_nor_told_and_a_stop_ends_it()
    {
        var told = new ToldScan();
        var plan = new ScanPlan([new ScanHost(IPAddress.Loopback)], [.. Enumerable.Range(1, 100).Select(static one => (ushort)one)]);
        var counts = new ScanCounts();
        new UdpScanEngine().Run(new ScanRun(plan, static number => number % 10 == 0, new ScanTuning(), told, counts), default);
        Assert.Equal(10, told.Ports.Count);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        told = new ToldScan();
        new UdpScanEngine().Run(new ScanRun(plan, null, new ScanTuning(), told, counts), stop.Token);
        Assert.Empty(told.Ports);
    }

    static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        return socket;
    }

    static (PortState, ProbeReason, IPAddress?) Of(ToldScan told, int port) => told.Ports.Single(one => one.Port == port) is var one ? (one.State, one.Reason, one.Reporter) : default;

    static ToldScan Run(NetworkLab lab, ImmutableArray<ushort> ports, params string[] hosts)
    {
        var told = new ToldScan();
        return lab.Inside("client", () =>
        {
            new UdpScanEngine().Run(new ScanRun(new ScanPlan([.. hosts.Select(static one => new ScanHost(IPAddress.Parse(one)))], ports), null, new ScanTuning { MinTimeout = TimeSpan.FromMilliseconds(500) }, told, new ScanCounts()), default);
            return told;
        });
    }

    static async Task Answer(Socket asked, Socket answering, byte[]? answer)
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var got = await asked.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                await answering.SendToAsync(answer ?? buffer.AsMemory(0, got.ReceivedBytes), got.RemoteEndPoint);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
        }
    }
}
