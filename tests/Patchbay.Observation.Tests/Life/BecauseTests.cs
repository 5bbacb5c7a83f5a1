using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Life;

/// <summary>Why things came about, over recordings written by hand; each with a twin of which nothing is to be said.</summary>
public class BecauseTests
{
    [Fact]
    public void A_refused_connect_names_the_end_that_sent_RST() => Assert.Equal(
        "nothing listens on 127.0.0.1:120: its kernel answered the SYN with RST",
        new Script().Call(0, 10, 1, "connect", errno: Errno.ECONNREFUSED, address: Script.End("127.0.0.1", 120)).BecauseOf("connect", 1));

    [Fact]
    public void A_refused_connect_knows_the_listener_that_was_there() => Assert.Contains(
        "socket 2 listened there until it was closed 3.0 ms before",
        new Script().Named(0, 2, Script.ServerEnd, null).Call(1, 20, 2, "listen").Call(2, 20, 2, "close").Call(5, 10, 1, "connect", errno: Errno.ECONNREFUSED, address: Script.ServerEnd).BecauseOf("connect", 1));

    [Theory]
    [InlineData(Errno.ETIMEDOUT, "no answer to the SYN")]
    [InlineData(Errno.ENETUNREACH, "no route")]
    [InlineData(Errno.EHOSTUNREACH, "cannot be reached")]
    [InlineData(Errno.EACCES, "forbids")]
    [InlineData(Errno.EADDRNOTAVAIL, "every ephemeral port")]
    [InlineData(Errno.EINPROGRESS, "non-blocking")]
    public void Each_way_a_connect_fails_has_its_own_reason(int errno, string reason) =>
        Assert.Contains(reason, new Script().Call(0, 10, 1, "connect", errno: errno, address: Script.ServerEnd).BecauseOf("connect", 1));

    [Fact]
    public void The_port_is_lent_at_connect() => Assert.Equal("the kernel lent port 50320 at connect(), not at socket()", Script.Connected().BecauseOf("connect", 1));

    [Fact]
    public void A_port_that_was_bound_is_not_lent() => Assert.Null(
        new Script().Call(0, 10, 1, "bind", address: Script.ClientEnd).Call(1, 10, 1, "connect", address: Script.ServerEnd).Named(2, 1, Script.ClientEnd, Script.ServerEnd).BecauseOf("connect", 1));

    [Fact]
    public void Accept_takes_a_connection_that_is_complete() =>
        Assert.Equal("the handshake was complete 1.0 ms before accept(): the connection waited in the listener's queue", Script.Connected().BecauseOf("accept4", 2));

    [Fact]
    public void An_accept_that_waited_says_that_nobody_had_come() => Assert.StartsWith(
        "no connection waited", new Script().Call(0, 20, 2, "accept4", 5, took: 3000, made: 5, madeSocket: 3).State(2999, 3, TcpState.SynReceived).State(2999.5, 3, TcpState.Established).BecauseOf("accept4", 2));

    [Fact]
    public void FIN_WAIT2_says_what_the_peers_program_did_instead_of_closing() => Assert.Equal(
        "FIN_WAIT2 for 62 ms: the peer's program had not closed; it was blocked in recvfrom; this end closed first: the socket is gone, and the kernel keeps its addresses in TIME_WAIT "
        + "(for 60 s late segments must find the old connection and no new one on the same ports)",
        HalfClosed().BecauseOf("FIN_WAIT2 → CLOSED", 1));

    [Fact]
    public void CLOSE_WAIT_is_the_own_programs_time() => Assert.Equal("CLOSE_WAIT for 62 ms: the peer had closed and this program had not; it was blocked in recvfrom", HalfClosed().BecauseOf("CLOSE_WAIT → LAST_ACK", 3));

    [Fact]
    public void A_program_that_computes_is_not_said_to_wait() => Assert.Contains(
        "it made no call on sockets meanwhile",
        Script.Connected().Call(10, Script.Client, 1, "close").State(10, 1, TcpState.FinWait1).State(10.1, 3, TcpState.CloseWait).State(10.2, 1, TcpState.FinWait2)
            .Call(72.2, Script.Server, 3, "close").State(72.2, 3, TcpState.LastAck).State(72.3, 1, TcpState.Closed).State(72.4, 3, TcpState.Closed).BecauseOf("FIN_WAIT2 → CLOSED", 1));

    [Fact]
    public void What_closed_second_keeps_nothing() => Assert.Equal("the peer closed first, so it keeps TIME_WAIT and nothing is left here", HalfClosed().BecauseOf("LAST_ACK → CLOSED", 3));

    [Fact]
    public void TIME_WAIT_in_the_table_says_who_closed_first() =>
        Assert.StartsWith("this end closed first", new Script().State(0, 1, TcpState.FinWait1, LifeSource.Table).State(1, 1, TcpState.TimeWait, LifeSource.Table).BecauseOf("FIN_WAIT1 → TIME_WAIT", 1));

    [Fact]
    public void A_half_closed_socket_at_the_end_is_told() => Assert.Equal(
        "CLOSE_WAIT for 5.0 s: the peer had closed and this program had not; it made no call on sockets meanwhile",
        Script.Connected().State(10, 3, TcpState.CloseWait).Program(5010, 30, "x").BecauseOf("still CLOSE_WAIT", 3));

    [Fact]
    public void A_close_with_unread_bytes_resets()
    {
        var script = Script.Connected().Send(5, Script.Client, 1, 1234).Call(6, Script.Server, 3, "close").State(6.005, 3, TcpState.Closed).State(6.01, 1, TcpState.Closed)
            .Call(7, Script.Client, 1, "recvfrom", errno: Errno.ECONNRESET, asked: 100);
        Assert.StartsWith("1234 bytes were not read: the kernel sends RST instead of FIN", script.BecauseOf("close", 3));
        Assert.Equal("this end sent RST: it closed with 1234 bytes unread, and then the kernel sends RST instead of FIN", script.BecauseOf("ESTABLISHED → CLOSED", 3));
        Assert.Equal("the peer sent RST: it closed with 1234 bytes unread, and then the kernel sends RST instead of FIN", script.BecauseOf("ESTABLISHED → CLOSED", 1));
        Assert.Equal("the peer sent RST: it closed with 1234 bytes unread, and then the kernel sends RST instead of FIN", script.BecauseOf("recvfrom", 1));
    }

    [Fact]
    public void A_close_after_everything_was_read_says_nothing() =>
        Assert.Null(Script.Connected().Send(5, Script.Client, 1, 1234).Receive(5.5, Script.Server, 3, 1234).Call(6, Script.Server, 3, "close").BecauseOf("close", 3));

    [Fact]
    public void SO_LINGER_of_zero_resets()
    {
        var script = Script.Connected().Call(5, Script.Server, 3, "setsockopt", option: (1, 13, 0)).Call(6, Script.Server, 3, "close").Segment(6.1, 1, Script.ServerEnd, Script.ClientEnd, 4)
            .Call(7, Script.Client, 1, "recvfrom", errno: Errno.ECONNRESET);
        Assert.StartsWith("SO_LINGER is on with 0 s", script.BecauseOf("close", 3));
        Assert.StartsWith("SO_LINGER was on with 0 s", script.BecauseOf("segment in: RST", 1));
        Assert.StartsWith("the peer sent RST: SO_LINGER was on with 0 s", script.BecauseOf("recvfrom", 1));
    }

    [Fact]
    public void SO_LINGER_with_a_time_does_not() =>
        Assert.Null(Script.Connected().Call(5, Script.Server, 3, "setsockopt", option: (1, 13, 30)).Call(6, Script.Server, 3, "close").BecauseOf("close", 3));

    [Fact]
    public void A_write_after_the_peer_closed_is_answered_with_RST()
    {
        var script = Script.Connected().Call(5, Script.Server, 3, "close").Send(6, Script.Client, 1, 4).Call(7, Script.Client, 1, "sendto", errno: Errno.EPIPE, asked: 4);
        Assert.Equal("the connection was over before this write: the peer had closed 2.0 ms before, and bytes that come to a closed socket are answered with RST", script.BecauseOf("sendto(3): EPIPE", 1));
    }

    [Fact]
    public void A_write_after_the_own_shutdown_is_ones_own_doing() => Assert.Equal(
        "this end had shut down its sending direction itself", Script.Connected().Call(5, Script.Client, 1, "shutdown", flags: 1).Call(7, Script.Client, 1, "sendto", errno: Errno.EPIPE).BecauseOf("sendto", 1));

    [Fact]
    public void A_killed_peer_is_named() => Assert.Contains(
        "its program, server (pid 20), was ended by signal 9 with 5 bytes unread",
        Script.Connected().Send(4, Script.Client, 1, 5).Add(new ProcessEvent { At = TimeSpan.FromMilliseconds(5), ProcessId = 20, ThreadId = 20, Step = ProcessStep.Killed, Code = 9 })
            .Call(6, Script.Client, 1, "recvfrom", errno: Errno.ECONNRESET).BecauseOf("recvfrom", 1));

    [Theory]
    [InlineData("recvfrom", "nothing has arrived that is not read, and the call may not wait")]
    [InlineData("accept4", "no connection waits in the queue, and the call may not wait")]
    [InlineData("sendto", "the send buffer is full, and the call may not wait")]
    public void EAGAIN_says_what_there_was_to_wait_for(string call, string because) => Assert.Equal(because, new Script().Call(0, 10, 1, call, errno: Errno.EAGAIN, blocks: false).BecauseOf(call, 1));

    [Fact]
    public void EAGAIN_of_a_blocking_call_is_its_time_limit() =>
        Assert.EndsWith("the time of SO_RCVTIMEO or SO_SNDTIMEO passed after 2.0 s", new Script().Call(0, 10, 1, "recvfrom", errno: Errno.EAGAIN, took: 2000).BecauseOf("recvfrom", 1));

    [Fact]
    public void A_blocked_send_tells_of_the_full_buffer_at_the_other_end() => Assert.Equal(
        "the send buffer was full: the peer's program had not read 100000 bytes, so its kernel told no more room (zero window); of the peer's program: it made no call on sockets meanwhile",
        Script.Connected().Send(3, Script.Client, 1, 100_000).Send(4, Script.Client, 1, 50_000, took: 500).BecauseOf("sendto(3): the kernel took 50000", 1));

    [Fact]
    public void A_send_that_did_not_wait_says_nothing() => Assert.Null(Script.Connected().Send(3, Script.Client, 1, 100).BecauseOf("sendto", 1));

    [Fact]
    public void A_blocked_receive_tells_what_the_peer_did() => Assert.Equal(
        "nothing arrived for 62 ms; of the peer's program: it was blocked in epoll_wait",
        Script.Connected().Call(3, Script.Server, 0, "epoll_wait", 1, took: 61).Send(65, Script.Server, 3, 5).Receive(3, Script.Client, 1, 5, took: 62.02).BecauseOf("recvfrom", 1));

    [Fact]
    public void Two_ends_that_wait_for_one_another_are_told_so() => Assert.Contains(
        "both ends waited to receive", Script.Connected().Call(3, Script.Server, 3, "recvfrom", null, took: 1000, asked: 10).Call(3, Script.Client, 1, "recvfrom", null, took: 999, asked: 10).BecauseOf("recvfrom", 1));

    [Fact]
    public void The_end_of_the_stream_names_the_call_that_made_it() => Assert.Equal(
        "the peer called shutdown() 1.0 ms before: its FIN is the end of what it sends",
        Script.Connected().Call(5, Script.Client, 1, "shutdown", flags: 1).Receive(5.99, Script.Server, 3, 0).BecauseOf("recvfrom", 3));

    [Fact]
    public void One_read_of_three_writes_is_told() => Assert.StartsWith(
        "one read took what the peer sent with 3 calls",
        Script.Connected().Send(3, Script.Client, 1, 4).Send(3.1, Script.Client, 1, 4).Send(3.2, Script.Client, 1, 4).Receive(4, Script.Server, 3, 12).BecauseOf("recvfrom", 3));

    [Fact]
    public void A_read_of_a_part_is_told() =>
        Assert.StartsWith("one read took 10 of the 100 bytes", Script.Connected().Send(3, Script.Client, 1, 100).Receive(4, Script.Server, 3, 10, room: 10).BecauseOf("recvfrom", 3));

    [Fact]
    public void Reads_that_are_writes_are_not() =>
        Assert.All(Script.Connected().Send(3, Script.Client, 1, 4).Receive(4, Script.Server, 3, 4).Send(5, Script.Client, 1, 4).Receive(6, Script.Server, 3, 4).Told.Entries.Where(static entry => entry.Words.StartsWith("recv", StringComparison.Ordinal)), static entry => Assert.Null(entry.Because));

    [Fact]
    public void A_short_read_without_the_other_end_is_told_once()
    {
        var told = new Script().Receive(1, 10, 1, 6).Receive(2, 10, 1, 6).Told.Entries;
        Assert.Equal(["a read takes what has arrived, here 6 of the 4096 it had room for, and does not wait for more", null], told.Select(static entry => entry.Because));
    }

    [Fact]
    public void An_address_in_use_names_its_holder() => Assert.Equal(
        "socket 2 of server (pid 20) has 127.0.0.1:6666", Script.Connected().Call(9, 30, 9, "bind", errno: Errno.EADDRINUSE, address: Script.ServerEnd).BecauseOf("bind", 9));

    [Fact]
    public void An_address_in_use_by_a_stranger_points_to_sockets() =>
        Assert.EndsWith("patchbay sockets :80", new Script().Call(9, 30, 9, "bind", errno: Errno.EADDRINUSE, address: Script.End("0.0.0.0", 80)).BecauseOf("bind", 9));

    [Fact]
    public void A_handshake_that_fails_is_told_by_its_states() => Assert.StartsWith(
        "the SYN was answered with RST, or refused on the way, after 36 µs: nothing listens on 127.0.0.1:120",
        new Script().Named(0, 1, Script.ClientEnd, Script.End("127.0.0.1", 120)).State(1, 1, TcpState.SynSent).State(1.036, 1, TcpState.Closed).BecauseOf("SYN_SENT → CLOSED", 1));

    [Fact]
    public void A_SYN_without_an_answer_is_no_refusal() =>
        Assert.Equal("no answer to the SYN for 130 s", new Script().State(1, 1, TcpState.SynSent).State(130_001, 1, TcpState.Closed).BecauseOf("SYN_SENT → CLOSED", 1));

    [Fact]
    public void A_segment_sent_again_says_after_how_long() => Assert.StartsWith(
        "no acknowledgement came within 200 ms",
        new Script().Segment(0, 1, Script.ClientEnd, Script.ServerEnd, 24, 1, 5).Segment(200, 1, Script.ClientEnd, Script.ServerEnd, 24, 1, 5, repeated: true).BecauseOf("segment out: 5 bytes (1 to 6), again", 1));

    [Fact]
    public void A_window_of_zero_is_told_as_a_full_buffer() =>
        Assert.StartsWith("zero window", new Script().Segment(0, 1, Script.ServerEnd, Script.ClientEnd, 16, window: 0).Told.Entries.Single().Because, StringComparison.Ordinal);

    [Fact]
    public void SIGPIPE_is_explained() => Assert.Contains(
        "(socket 1)",
        Script.Connected().Call(7, Script.Client, 1, "sendto", errno: Errno.EPIPE).Add(new ProcessEvent { At = TimeSpan.FromMilliseconds(8), ProcessId = 10, ThreadId = 10, Step = ProcessStep.Killed, Code = 13 })
            .BecauseOf("client (pid 10) was ended by signal 13 (SIGPIPE)", 0));

    // The client closes at 10 ms; the server reads for 62 ms more and closes then.
    static Script HalfClosed() => Script.Connected()
        .Call(10, Script.Client, 1, "close").State(10, 1, TcpState.FinWait1).State(10.1, 3, TcpState.CloseWait).State(10.2, 1, TcpState.FinWait2)
        .Call(10.3, Script.Server, 3, "recvfrom", errno: Errno.EINTR, took: 61.8)
        .State(72.15, 3, TcpState.LastAck).State(72.2, 1, TcpState.Closed).State(72.25, 3, TcpState.Closed).Call(72.12, Script.Server, 3, "close", took: 0.2);
}
