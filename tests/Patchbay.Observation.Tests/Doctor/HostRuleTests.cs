using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Doctor;

/// <summary>Each rule on two views of a host that show its mistake, and on their twins that do not.</summary>
public sealed class HostRuleTests
{
    static TcpDetails Quiet(double seconds) => new() { LastAcknowledged = (uint)(seconds * 1000), LastSent = (uint)(seconds * 1000), LastReceived = (uint)(seconds * 1000) };

    [Fact]
    public void Two_listeners_of_strangers_on_one_address_share_it()
    {
        SocketRow[] rows = [Rows.Listener("0.0.0.0:80", 10, "old"), Rows.Listener("0.0.0.0:80", 20, "new")];
        Assert.Equal([3], Rows.Found(rows));
        Assert.Empty(Rows.Found([Rows.Listener("0.0.0.0:80", 10, "old"), Rows.Listener("0.0.0.0:81", 20, "new")]));
    }

    [Fact]
    public void Workers_of_one_server_may_share_a_port()
    {
        SocketRow[] rows = [Rows.Listener("0.0.0.0:80", 11, "web"), Rows.Listener("0.0.0.0:80", 12, "web")];
        DescriptorUse[] workers = [new(10, "web", 5, 1024, 1), new(11, "web", 5, 1024, 10), new(12, "web", 5, 1024, 10)];
        Assert.Empty(Rows.Found(rows, 1.5, workers));
        // Two that were started from one shell are two.
        Assert.Equal([3], Rows.Found(rows, 1.5, new(10, "sh", 5, 1024, 1), new(11, "web", 5, 1024, 10), new(12, "web", 5, 1024, 10)));
    }

    [Fact]
    public void Old_connections_in_close_wait_are_a_leak_and_young_ones_are_not()
    {
        static SocketRow[] Left(int count, double seconds, uint unread = 1) =>
            [.. Enumerable.Range(0, count).Select(i => Rows.Row(SocketKind.Tcp, "127.0.0.1:80", $"127.0.0.1:{50000 + i}", TcpState.CloseWait, 10, received: unread, tcp: Quiet(seconds)))];
        Assert.Equal([4], Rows.Found(Left(3, 40)));
        Assert.Equal([4], Rows.Found(Left(1, 700)));
        Assert.Empty(Rows.Found(Left(3, 5)));
        Assert.Empty(Rows.Found(Left(1, 40)));
        Assert.Empty(Rows.Found(Left(3, 40, unread: 500)));
    }

    [Fact]
    public void Nearly_all_descriptors_taken_is_told()
    {
        Assert.Equal([4], Rows.Found([], 1.5, new DescriptorUse(10, "server", 950, 1024, 1)));
        Assert.Empty(Rows.Found([], 1.5, new DescriptorUse(10, "server", 100, 1024, 1)));
    }

    [Fact]
    public void Nearly_all_ports_taken_to_one_destination_is_told()
    {
        static SocketRow[] Taken(int count) => [.. Enumerable.Range(0, count).Select(i => Rows.Row(SocketKind.Tcp, $"127.0.0.1:{40000 + i}", "127.0.0.1:80", TcpState.TimeWait, 0))];
        Assert.Equal([5], Rows.Found(Taken(9)));
        Assert.Empty(Rows.Found(Taken(5)));
    }

    [Fact]
    public void A_backlog_full_at_both_moments_overflows()
    {
        Assert.Contains(9, Rows.Found([Rows.Listener("127.0.0.1:80", 10, "server", waiting: 2, backlog: 1)]));
        var (before, now) = (Rows.Listener("127.0.0.1:80", 10, "server", waiting: 0, backlog: 1), Rows.Listener("127.0.0.1:80", 10, "server", waiting: 2, backlog: 1));
        now.Cookie = before.Cookie;
        Assert.Empty(Rows.Numbers(Rows.View([before], [now])));
    }

    [Fact]
    public void Retransmissions_without_an_answer_are_a_dead_peer()
    {
        static SocketRow Sent(int times, TcpState state = TcpState.Established) => Rows.Row(SocketKind.Tcp, "10.0.0.1:50000", "10.0.0.2:80", state, 10, sent: 100, timer: SocketTimer.Retransmission, again: times, tcp: Quiet(20));
        Assert.Equal([10], Rows.Found([Sent(6)]));
        Assert.Empty(Rows.Found([Sent(2)]));
        Assert.Empty(Rows.Found([Sent(6, TcpState.SynSent)]));
    }

    [Fact]
    public void Idle_connections_without_keep_alive_are_told_when_they_are_many_and_not_local()
    {
        static SocketRow[] Idle(int count, string remote, SocketTimer timer = SocketTimer.None, double hours = 3) =>
            [.. Enumerable.Range(0, count).Select(i => Rows.Row(SocketKind.Tcp, "10.0.0.1:80", $"{remote}:{50000 + i}", TcpState.Established, 10, timer: timer, tcp: Quiet(hours * 3600)))];
        Assert.Equal([10], Rows.Found(Idle(3, "10.0.0.2")));
        Assert.Empty(Rows.Found(Idle(3, "10.0.0.2", SocketTimer.KeepAlive)));
        Assert.Empty(Rows.Found(Idle(3, "10.0.0.2", hours: 1)));
        Assert.Empty(Rows.Found(Idle(3, "10.0.0.1")));
    }

    [Fact]
    public void Different_programs_in_the_two_families_of_a_port_are_told()
    {
        Assert.Equal([11], Rows.Found([Rows.Listener("127.0.0.1:80", 10, "old"), Rows.Listener("[::1]:80", 20, "new")]));
        Assert.Empty(Rows.Found([Rows.Listener("127.0.0.1:80", 10, "web"), Rows.Listener("[::1]:80", 20, "web")]));
    }

    [Fact]
    public void Connections_that_nobody_accepts_are_told()
    {
        Assert.Equal([12], Rows.Found([Rows.Listener("127.0.0.1:80", 10, "server", waiting: 3)]));
        Assert.Empty(Rows.Found([Rows.Listener("127.0.0.1:80", 10, "server", waiting: 3)], seconds: 0.2));
    }

    [Fact]
    public void A_zero_window_without_progress_is_a_slow_reader()
    {
        static SocketRow Stuck(ulong acknowledged) => Rows.Row(SocketKind.Tcp, "127.0.0.1:50000", "127.0.0.1:80", TcpState.Established, 10, "writer", sent: 90000, timer: SocketTimer.ZeroWindow, tcp: new() { BytesAcknowledged = acknowledged });
        var reader = Rows.Row(SocketKind.Tcp, "127.0.0.1:80", "127.0.0.1:50000", TcpState.Established, 20, "reader", received: 60000);
        var (before, still, moved) = (Stuck(5), Stuck(5), Stuck(90));
        (still.Cookie, moved.Cookie) = (before.Cookie, before.Cookie);
        Assert.Equal([13], Rows.Numbers(Rows.View([before, reader], [still, reader])));
        Assert.Contains("reader (pid 20) does not read its 60,000 bytes", DoctorRules.Judge(Rows.View([before, reader], [still, reader]))[0].Sign.Seen);
        Assert.Empty(Rows.Numbers(Rows.View([before, reader], [moved, reader])));
    }

    [Fact]
    public void Drops_count_when_they_grow_and_from_the_beginning_of_a_watch()
    {
        static SocketRow Receiver(uint drops) => Rows.Row(SocketKind.Udp, "127.0.0.1:4000", "0.0.0.0:0", TcpState.Closed, 10, memory: new SocketMemory(0, 4608, 0, 0, 0, 0, drops));
        var (before, now) = (Receiver(5), Receiver(200));
        now.Cookie = before.Cookie;
        Assert.Equal([14], Rows.Numbers(Rows.View([before], [now])));
        Assert.Empty(Rows.Numbers(Rows.View([before], [before])));
        Assert.Empty(Rows.Numbers(Rows.View([], [Receiver(5)])));
        Assert.Equal([14], Rows.Numbers(Rows.View([], [Receiver(5)], watch: true)));
    }

    [Fact]
    public void A_socket_that_meets_itself_is_told() =>
        Assert.Equal([17], Rows.Found([Rows.Row(SocketKind.Tcp, "127.0.0.1:40000", "127.0.0.1:40000", TcpState.Established, 10)]));
}
