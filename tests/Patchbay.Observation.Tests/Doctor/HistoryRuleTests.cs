using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Doctor;

/// <summary>Each rule on a recording that shows its mistake, and on its twin that does not.</summary>
public sealed class HistoryRuleTests
{
    const int ECONNREFUSED = 111, EADDRINUSE = 98, EADDRNOTAVAIL = 99, EMFILE = 24, EPIPE = 32, SIGPIPE = 13, SIGTERM = 15;

    [Fact]
    public void A_full_buffer_with_more_behind_it_and_no_second_read_is_framing()
    {
        Assert.Equal([1], new Story().Tcp(1).Reads(1, 1024, 1024).Gauge(1, unread: 3000).Call(1, "shutdown", 0).Closes(1).Found());
        Assert.Empty(new Story().Tcp(1).Reads(1, 1024, 1024).Gauge(1, unread: 3000).Reads(1, 3000, 4096).Gauge(1).Writes(1, 10).Closes(1).Found());
        Assert.Empty(new Story().Tcp(1).Reads(1, 500, 1024).Writes(1, 10).Closes(1).Found());
        // A download that is given up in the middle.
        Assert.Empty(new Story().Tcp(1).Writes(1, 80).Reads(1, 1024, 1024).Reads(1, 1024, 1024).Gauge(1, unread: 3000).Closes(1).Found());
    }

    [Fact]
    public void Tls_reads_its_records_in_pieces_and_is_no_framing() =>
        Assert.Empty(new Story().Tcp(1).Reads(1, 5, 5).Reads(1, 200, 200).Reads(1, 5, 5).Reads(1, 100, 100).Gauge(1, unread: 300).Writes(1, 24).Closes(1).Found());

    [Fact]
    public void Two_messages_in_one_read_answered_once_while_both_wait_is_framing_too()
    {
        static Story Talk(bool asksTwice) => new Story().Tcp(1, peer: 2).Call(2, "sendto", 9, asked: 9).Times(asksTwice ? 1 : 0, story => story.Call(2, "sendto", 4, asked: 4)).Reads(1, asksTwice ? 13 : 9, 1024).Writes(1, 8).Reads(2, 8, 1024);
        var glued = Talk(true).Call(1, "recvfrom", null, asked: 1024, took: 3000, beside: true).Call(2, "recvfrom", null, asked: 1024, took: 3000);
        Assert.Contains(1, glued.Found());
        Assert.DoesNotContain(1, Talk(false).Call(1, "recvfrom", null, asked: 1024, took: 3000, beside: true).Call(2, "recvfrom", null, asked: 1024, took: 3000).Found());
    }

    [Fact]
    public void A_bind_that_fails_for_good_is_told_with_the_option_that_was_missing()
    {
        var story = new Story().Program("server").Call(1, "bind", -1, EADDRINUSE, address: "127.0.0.1:8080");
        Assert.Equal([2], story.Found());
        Assert.Contains("server (pid 100): bind to 127.0.0.1:8080 failed with EADDRINUSE; SO_REUSEADDR was not set; nobody listens there now", story.Said());
        Assert.Contains("SO_REUSEADDR was set", new Story().Tcp(1).Call(1, "setsockopt", 0, option: (1, 2, 1)).Call(1, "bind", -1, EADDRINUSE, address: "127.0.0.1:8080").Said());
    }

    [Fact]
    public void Who_takes_the_next_port_has_dealt_with_it_and_who_has_it_needs_no_second()
    {
        Assert.Empty(new Story().Call(1, "bind", 0, address: "[::]:8080").Call(2, "bind", -1, EADDRINUSE, address: "0.0.0.0:8080").Found());
        Assert.Empty(new Story().Call(1, "bind", -1, EADDRINUSE, address: "127.0.0.1:8080").Call(1, "bind", 0, address: "127.0.0.1:8081").Found());
    }

    [Fact]
    public void Ends_that_were_read_and_sockets_never_closed_are_a_leak()
    {
        static Story Serve(int clients, bool closes) => new Story().Times(clients, story => { }).Also(clients, (story, i) => story.Tcp(i, remote: $"127.0.0.1:{50000 + i}").Reads(i, 5).Writes(i, 5).Reads(i, 0).When(closes, s => s.Closes(i))).Wait(1500);
        Assert.Equal([4], Serve(5, closes: false).Found());
        Assert.Empty(Serve(5, closes: true).Found());
        Assert.Empty(Serve(1, closes: false).Found());
    }

    [Fact]
    public void No_port_left_after_many_connections_is_not_a_family_that_is_missing()
    {
        Assert.Equal([5], new Story().Also(12, (story, i) => story.Tcp(i, $"127.0.0.1:{50000 + i}", "127.0.0.1:80").Call(i, "connect", i < 10 ? 0 : -1, i < 10 ? 0 : EADDRNOTAVAIL, address: "127.0.0.1:80").When(i < 10, s => s.Closes(i))).Found());
        Assert.Empty(new Story().Call(1, "connect", -1, EADDRNOTAVAIL, address: "[2001:db8::1]:80").Call(2, "connect", 0, address: "192.0.2.1:80").Found());
    }

    [Fact]
    public void A_write_held_back_by_the_one_before_is_Nagle()
    {
        static Story Ask(bool held, bool noDelay) => new Story().Tcp(1).When(noDelay, s => s.Call(1, "setsockopt", 0, option: (6, 1, 1)))
            .Times(3, story => story.Writes(1, 4).Writes(1, 20).Gauge(1, unsent: held ? 20 : 0, unacknowledged: held ? 4 : 0).Reads(1, 24, took: 43));
        Assert.Equal([6], Ask(held: true, noDelay: false).Found());
        Assert.Contains("3 times a second small write was held back behind the first, and the answer came 44 ms later", Ask(held: true, noDelay: false).Said());
        // A server that thinks for 43 ms, and a client that has said it does not want the delay.
        Assert.Empty(Ask(held: false, noDelay: false).Found());
        Assert.Empty(Ask(held: true, noDelay: true).Found());
    }

    [Fact]
    public void Closing_with_unread_bytes_after_an_answer_is_abortive()
    {
        Assert.Equal([7], new Story().Tcp(1).Reads(1, 100).Gauge(1, unread: 2000).Writes(1, 50).Closes(1).Found());
        // What came after the last write is an answer that nobody wants any more.
        Assert.Empty(new Story().Tcp(1).Reads(1, 100).Writes(1, 50).Wait(5).Gauge(1, unread: 2000).Closes(1).Found());
        Assert.Empty(new Story().Tcp(1).Reads(1, 100).Writes(1, 50).Gauge(1, unread: 0).Closes(1).Found());
        // Who has read the answer and leaves the rest loses nothing of its own.
        Assert.Empty(new Story().Tcp(1).Writes(1, 50).Reads(1, 100).Gauge(1, unread: 2000).Closes(1).Found());
    }

    [Fact]
    public void Linger_of_zero_is_abortive_and_linger_of_five_is_not()
    {
        Assert.Equal([7], new Story().Tcp(1).Call(1, "setsockopt", 0, option: (1, 13, 0)).Writes(1, 50).Closes(1).Found());
        Assert.Empty(new Story().Tcp(1).Call(1, "setsockopt", 0, option: (1, 13, 5)).Writes(1, 50).Closes(1).Found());
    }

    [Fact]
    public void Reading_the_end_again_and_again_is_a_busy_loop()
    {
        Assert.Equal([8], new Story().Tcp(1).Reads(1, 5).Times(40, story => story.Reads(1, 0)).Closes(1).Found());
        Assert.Empty(new Story().Tcp(1).Reads(1, 5).Times(2, story => story.Reads(1, 0)).Closes(1).Found());
    }

    [Fact]
    public void A_queue_longer_than_the_backlog_for_long_is_an_overflow()
    {
        static Story Listen(double lasting) => new Story().Tcp(1, remote: "0.0.0.0:0").Call(1, "listen", 0).Gauge(1, unread: 2, room: 1, state: TcpState.Listen).Wait(lasting).Gauge(1, unread: 2, room: 1, state: TcpState.Listen);
        Assert.Equal([9], Listen(500).Found());
        Assert.Empty(Listen(20).Found());
    }

    [Fact]
    public void The_same_bytes_sent_again_and_again_are_a_dead_peer()
    {
        static Story Send(bool answered, bool limited = false) => new Story().Tcp(1).When(limited, s => s.Call(1, "setsockopt", 0, option: (6, 18, 5000))).Writes(1, 8)
            .Also(5, (story, i) => story.Gauge(1, unacknowledged: answered && i == 3 ? 0 : 8, timer: SocketTimer.Retransmission, again: i).Wait(400)).Wait(1);
        Assert.Equal([10], Send(answered: false).Found());
        Assert.Empty(Send(answered: true).Found());
        Assert.Empty(Send(answered: false, limited: true).Found());
    }

    [Fact]
    public void Refused_at_one_loopback_address_while_somebody_listens_at_the_other()
    {
        static Story Connect(bool falls)
        {
            var story = new Story().Program("client").Call(1, "connect", -1, ECONNREFUSED, address: "[::1]:8080").When(falls, s => s.Call(2, "connect", 0, address: "127.0.0.1:8080"));
            story.Listeners.Add(Rows.Listener("127.0.0.1:8080", 7, "server"));
            return story;
        }

        Assert.Equal([11], Connect(falls: false).Found());
        Assert.Contains("client (pid 100): [::1]:8080 refused, while server (pid 7) listens on 127.0.0.1:8080", Connect(falls: false).Said());
        Assert.Empty(Connect(falls: true).Found());
        Assert.Empty(new Story().Call(1, "connect", -1, ECONNREFUSED, address: "[::1]:8080").Found());
        // A server that is up a moment later.
        var early = new Story().Call(1, "connect", -1, ECONNREFUSED, address: "127.0.0.1:8080");
        early.Listeners.Add(Rows.Listener("127.0.0.1:8080", 7, "server"));
        Assert.Empty(early.Found());
    }

    [Fact]
    public void Both_ends_blocked_in_a_read_with_nothing_else_going_on_is_a_deadlock()
    {
        static Story Wait(string other) => new Story().Tcp(1, peer: 2).Writes(2, 8).Reads(1, 8).Call(1, "recvfrom", null, asked: 1024, took: 3000, beside: true).Call(2, "recvfrom", null, asked: 1024, took: 3000, beside: true)
            .Wait(1500).Call(3, other, 5).Wait(1500);
        Assert.Equal([12], Wait("futex").Found());
        // Somebody in the program may yet speak.
        Assert.Empty(Wait("read").Found());
        Assert.Empty(new Story().Tcp(1, peer: 2).Call(1, "recvfrom", 5, asked: 1024, took: 200, beside: true).Call(2, "recvfrom", 5, asked: 1024, took: 200).Found());
    }

    [Fact]
    public void Connections_that_wait_while_nobody_is_accepted_are_told_from_a_busy_server()
    {
        static Story Serve(bool accepts) => new Story().Tcp(1, remote: "0.0.0.0:0").Call(1, "listen", 0)
            .Also(8, (story, i) => story.Gauge(1, unread: 2, room: 16, state: TcpState.Listen, source: LifeSource.Table).When(accepts, s => s.Call(1, "accept4", 5)).Wait(300));
        Assert.Equal([12], Serve(accepts: false).Found());
        Assert.Empty(Serve(accepts: true).Found());
    }

    [Fact]
    public void Datagrams_to_nobody_and_datagrams_cut_are_losses()
    {
        Assert.Equal([14], new Story().Udp(1, "127.0.0.1:4000", "127.0.0.1:4001").Call(1, "sendto", -1, ECONNREFUSED).Found());
        Assert.Equal([14], new Story().Udp(1, "127.0.0.1:4000").Udp(2, "127.0.0.1:4001").Call(2, "sendto", 24, asked: 24, address: "127.0.0.1:4000").Call(1, "recvfrom", 16, asked: 16).Found());
        Assert.Empty(new Story().Udp(1, "127.0.0.1:4000").Udp(2, "127.0.0.1:4001").Call(2, "sendto", 16, asked: 16, address: "127.0.0.1:4000").Call(1, "recvfrom", 16, asked: 16).Found());
    }

    [Fact]
    public void Accept_failing_in_a_loop_is_told_from_accept_that_waits_between()
    {
        static Story Accept(double pause) => new Story().Tcp(1, remote: "0.0.0.0:0").Times(20, story => story.Call(1, "accept4", -1, EMFILE).Wait(pause));
        Assert.Equal([15], Accept(0).Found());
        Assert.Empty(Accept(100).Found());
    }

    [Fact]
    public void Sigpipe_counts_on_sockets_and_not_on_pipes()
    {
        Assert.Equal([16], new Story().Tcp(1).Call(1, "sendto", -1, EPIPE).Died(SIGPIPE).Found());
        Assert.Empty(new Story().Call(0, "write", -1, EPIPE).Died(SIGPIPE).Found());
        Assert.Empty(new Story().Tcp(1).Call(1, "sendto", -1, EPIPE).Died(SIGTERM).Found());
    }

    [Fact]
    public void Equal_ends_are_a_self_connect()
    {
        Assert.Equal([17], new Story().Tcp(1, "127.0.0.1:40000", "127.0.0.1:40000").Found());
        Assert.Empty(new Story().Tcp(1, "127.0.0.1:40000", "127.0.0.1:40001").Found());
    }

    [Fact]
    public void A_port_whose_mirror_image_is_well_known_is_told()
    {
        Assert.Equal([20], new Story().Call(1, "bind", 0, address: "127.0.0.1:36895").Found());
        Assert.Empty(new Story().Call(1, "bind", 0, address: "127.0.0.1:36896").Found());
    }

    [Fact]
    public void The_rest_of_a_partial_send_must_follow()
    {
        Assert.Equal([23], new Story().Tcp(1).Writes(1, 2000, asked: 9000).Closes(1).Found());
        Assert.Empty(new Story().Tcp(1).Writes(1, 2000, asked: 9000).Writes(1, 7000).Closes(1).Found());
        Assert.Empty(new Story().Tcp(1).Writes(1, 2000, asked: 9000).Gauge(1, state: TcpState.CloseWait).Closes(1).Found());
    }
}
