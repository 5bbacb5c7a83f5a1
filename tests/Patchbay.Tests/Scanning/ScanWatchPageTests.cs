using System.Net;
using Patchbay.Probing;

namespace Patchbay.Tests.Scanning;

public class ScanWatchPageTests
{
    static readonly ScanHost First = new(IPAddress.Parse("10.0.0.1")), Second = new(IPAddress.Parse("10.0.0.2"), "db");

    [Fact]
    public void The_host_with_the_latest_open_port_stands_first()
    {
        var page = new ScanWatchPage(udp: false);
        page.Add(First, new HostFinding(0, true, ProbeReason.EchoReply, TimeSpan.FromMilliseconds(1)));
        page.Add(Second, new PortFinding(1, 5432, PortState.Open, ProbeReason.SynAck, 1));
        page.Add(Second, new PortFinding(1, 80, PortState.Closed, ProbeReason.Reset, 1));
        page.Add(First, new PortFinding(0, 22, PortState.Open, ProbeReason.SynAck, 1));
        page.Add(First, new PortResult(22, PortState.Open, ProbeReason.SynAck, 1) { UsualName = "ssh", Holder = new Linux.SocketHolder(7, "evil\e[2J") });
        Assert.Equal(
            """
            10.0.0.1  up (echo-reply, 1.0 ms), 1 open of 1 settled
              22/tcp     ssh? evil?[2J (pid 7)
            db (10.0.0.2)  1 open of 2 settled
              5432/tcp   postgresql?

            """, page.Render(20));
    }

    [Fact]
    public void No_more_lines_are_drawn_than_there_is_room_for()
    {
        var page = new ScanWatchPage(udp: true);
        for (ushort port = 1; port <= 100; port++)
        {
            page.Add(First, new PortFinding(0, port, PortState.Open, ProbeReason.UdpResponse, 1));
        }

        Assert.Equal(10, page.Render(10).Count(static one => one == '\n'));
    }

    [Fact]
    public void Hosts_beyond_what_a_screen_can_show_are_forgotten()
    {
        var page = new ScanWatchPage(udp: false);
        for (var number = 0; number < 5000; number++)
        {
            page.Add(new ScanHost(new IPAddress(number)), new HostFinding(number, true, ProbeReason.EchoReply));
        }

        Assert.InRange(page.Render(10_000).Count(static one => one == '\n'), 1, 500);
    }
}
