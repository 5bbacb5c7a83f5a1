using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Life;

/// <summary>One recording out of what a tracer and the host's sources tell.</summary>
public class JoinTests
{
    [Fact]
    public void What_the_host_saw_before_the_socket_was_named_is_told_with_its_number()
    {
        var join = new LifeJoin();
        Assert.Empty(join.Add(Seen(1, TcpState.SynSent, Script.ClientEnd, Script.ServerEnd)));
        Assert.Equal(1, Assert.Single(join.Add(Call("socket", 7))).Socket);
        var told = join.Add(Named(7, Script.ClientEnd, Script.ServerEnd)).ToList();
        Assert.Equal(["SocketNamedEvent 1", "StateEvent 1"], Text(told));
    }

    [Fact]
    public void The_other_end_of_a_traced_connection_is_told_too()
    {
        var join = new LifeJoin();
        join.Add(Seen(1, TcpState.Established, Script.ServerEnd, Script.ClientEnd));
        Assert.Equal(["SocketNamedEvent 1", "SocketNamedEvent 2", "StateEvent 2"], Text(join.Add(Named(1, Script.ClientEnd, Script.ServerEnd))));
    }

    [Fact]
    public void Strangers_are_not_told()
    {
        var join = new LifeJoin();
        join.Add(Named(1, Script.ClientEnd, Script.ServerEnd));
        Assert.Empty(join.Add(Seen(1, TcpState.Established, Script.End("10.0.0.1", 1), Script.End("10.0.0.2", 2))));
    }

    [Fact]
    public void An_accepted_socket_that_the_host_saw_first_has_one_number()
    {
        var join = new LifeJoin();
        join.Add(Named(1, Script.ServerEnd, null));
        join.Add(Call("listen", 1));
        Assert.Equal(["SocketNamedEvent 2", "StateEvent 2"], Text(join.Add(Seen(1, TcpState.Established, Script.ServerEnd, Script.ClientEnd))));
        var accept = (CallEvent)Assert.Single(join.Add(Call("accept4", 1) with { MadeSocket = 9, Address = Script.ClientEnd }));
        Assert.Equal((1, 2), (accept.Socket, accept.MadeSocket));
        Assert.Equal(["SocketNamedEvent 2"], Text(join.Add(Named(9, Script.ServerEnd, Script.ClientEnd))));
    }

    [Fact]
    public void From_outside_the_sockets_of_a_port_get_their_numbers_as_they_come()
    {
        var join = new LifeJoin(static (local, remote) => local.Port == 6666 || remote.Port == 6666);
        Assert.Equal(["SocketNamedEvent 1", "StateEvent 1"], Text(join.Add(Seen(1, TcpState.SynSent, Script.ClientEnd, Script.ServerEnd))));
        Assert.Equal(["SocketNamedEvent 2", "StateEvent 2"], Text(join.Add(Seen(2, TcpState.SynReceived, Script.ServerEnd, Script.ClientEnd))));
        Assert.Equal(["StateEvent 1"], Text(join.Add(Seen(3, TcpState.Established, Script.ClientEnd, Script.ServerEnd))));
        Assert.Empty(join.Add(Seen(4, TcpState.Established, Script.End("127.0.0.1", 1), Script.End("127.0.0.1", 2))));
        Assert.Equal([6666, 50320], join.Ports.Order().Select(static port => (int)port));
    }

    [Fact]
    public void A_port_that_is_used_again_is_another_socket_and_TIME_WAIT_is_not()
    {
        var join = new LifeJoin(static (_, _) => true);
        join.Add(Seen(1, TcpState.Established, Script.ClientEnd, Script.ServerEnd));
        join.Add(Seen(2, TcpState.Closed, Script.ClientEnd, Script.ServerEnd));
        Assert.Equal(["StateEvent 1"], Text(join.Add(Seen(3, TcpState.TimeWait, Script.ClientEnd, Script.ServerEnd, LifeSource.Table))));
        Assert.Equal(["StateEvent 1"], Text(join.Add(Seen(4, TcpState.Established, Script.ClientEnd, Script.ServerEnd, LifeSource.Table))));
        Assert.Equal(["SocketNamedEvent 2", "StateEvent 2"], Text(join.Add(Seen(5, TcpState.SynSent, Script.ClientEnd, Script.ServerEnd))));
    }

    [Fact]
    public void A_segment_is_told_of_its_sender_where_that_is_known_and_else_of_its_receiver()
    {
        var join = new LifeJoin();
        join.Add(Named(1, Script.ClientEnd, Script.ServerEnd));
        Assert.Equal(["SegmentEvent 1"], Text(join.Add(Segment(Script.ClientEnd, Script.ServerEnd))));
        Assert.Equal(["SegmentEvent 1"], Text(join.Add(Segment(Script.ServerEnd, Script.ClientEnd))));
        join.Add(Named(2, Script.ServerEnd, Script.ClientEnd));
        Assert.Equal(["SegmentEvent 2"], Text(join.Add(Segment(Script.ServerEnd, Script.ClientEnd))));
    }

    [Fact]
    public void What_waits_is_bounded()
    {
        var join = new LifeJoin();
        for (var i = 0; i < 100_000; i++)
        {
            join.Add(Seen(i, TcpState.Established, Script.End("10.0.0.1", (ushort)i), Script.End("10.0.0.2", (ushort)(i / 7))));
        }

        // The first of a hundred thousand is forgotten, the last is not.
        Assert.Equal(["SocketNamedEvent 1"], Text(join.Add(Named(1, Script.End("10.0.0.1", 0), Script.End("10.0.0.2", 0)))));
        Assert.Equal(["SocketNamedEvent 2", "StateEvent 2"], Text(join.Add(Named(2, Script.End("10.0.0.1", unchecked((ushort)99_999)), Script.End("10.0.0.2", 99_999 / 7)))));
    }

    [Fact]
    public void The_ports_to_look_for_are_those_of_sockets_that_live()
    {
        var join = new LifeJoin(static (_, _) => true);
        for (var i = 1; i <= 40_000; i++)
        {
            join.Add(Seen(i, TcpState.Established, Script.End("10.0.0.1", (ushort)i), Script.ServerEnd));
            join.Add(Seen(i, TcpState.Closed, Script.End("10.0.0.1", (ushort)i), Script.ServerEnd));
        }

        Assert.Empty(join.Ports);
        join.Add(Seen(50_000, TcpState.SynSent, Script.ClientEnd, Script.ServerEnd));
        Assert.Equal([50320], join.Ports);
    }

    static HostSighting Seen(double at, TcpState to, SocketEnd local, SocketEnd remote, LifeSource source = LifeSource.Tracepoints) =>
        new(new StateEvent { At = TimeSpan.FromMilliseconds(at), To = to, Source = source }, local, remote);

    static HostSighting Segment(SocketEnd from, SocketEnd to) => new(new SegmentEvent { At = default, Source = from, Destination = to, Flags = 16 }, from, to);

    static CallEvent Call(string name, int socket) => new() { At = default, Socket = socket, ProcessId = 1, ThreadId = 1, Name = name, Result = 0 };

    static SocketNamedEvent Named(int socket, SocketEnd local, SocketEnd? remote) =>
        new() { At = default, Socket = socket, Protocol = ProtocolType.Tcp, Type = SocketType.Stream, Family = AddressFamily.InterNetwork, Local = local, Remote = remote };

    static List<string> Text(IEnumerable<LifeEvent> events) => [.. events.Select(static one => $"{one.GetType().Name} {one.Socket}")];
}
