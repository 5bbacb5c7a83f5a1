using FsCheck;
using FsCheck.Fluent;
using Patchbay.Sockets;

namespace Patchbay.Observation.Tests.Life;

public class TimelineTests
{
    // Events of every kind with few sockets, so that they meet.
    internal static readonly Gen<LifeEvent> AnyEvent = Gen.Choose(0, 6).SelectMany(kind => Gen.Choose(0, 400_000).SelectMany(micro => Gen.Choose(0, 4).SelectMany(socket => Gen.Choose(0, 12).Select(what => Make(kind, micro, socket, what)))));

    [Fact]
    public void Both_ends_of_a_connection_are_joined_and_the_one_that_connected_is_first()
    {
        var told = Script.Connected().Told;
        var (first, second) = Assert.Single(told.Connections, static connection => connection.Second is not null);
        Assert.Equal((1, 3), (first.Number, second!.Number));
        Assert.Single(told.Connections, static connection => connection is { First.Number: 2, Second: null });
    }

    [Fact]
    public void What_has_a_listeners_port_was_accepted_also_when_nobody_saw_it() => Assert.Equal((3, 1), Assert.Single(new Script()
        .Named(0, 2, Script.ServerEnd, null).State(0, 2, TcpState.Listen, LifeSource.Table).Named(1, 1, Script.ServerEnd, Script.ClientEnd).Named(1, 3, Script.ClientEnd, Script.ServerEnd)
        .Told.Connections.Where(static connection => connection.Second is not null).Select(static connection => (connection.First.Number, connection.Second!.Number))));

    [Fact]
    public void A_mapped_address_is_the_same_end() => Assert.Equal(3, new Script()
        .Named(0, 1, Script.ClientEnd, Script.ServerEnd).Named(1, 3, Script.End("::ffff:127.0.0.1", 6666), Script.End("::ffff:127.0.0.1", 50320)).Told.Scene.Find(1)?.Peer?.Number);

    [Fact]
    public void A_port_used_again_is_another_connection()
    {
        var told = Script.Connected().State(5, 1, TcpState.FinWait1).State(6, 1, TcpState.Closed).State(6, 3, TcpState.Closed)
            .Named(900, 8, Script.ClientEnd, Script.ServerEnd).Named(901, 9, Script.ServerEnd, Script.ClientEnd).Told;
        Assert.Equal(9, told.Scene.Find(8)?.Peer?.Number);
        Assert.Equal(3, told.Scene.Find(1)?.Peer?.Number);
    }

    [Fact]
    public void A_state_that_several_sources_tell_is_told_once() => Assert.Equal(
        ["SYN_SENT", "SYN_SENT → ESTABLISHED", "ESTABLISHED → CLOSE_WAIT"],
        new Script().State(1, 1, TcpState.SynSent).State(1.1, 1, TcpState.Established).State(1.2, 1, TcpState.SynSent, LifeSource.Table).State(1.3, 1, TcpState.Established, LifeSource.Socket).State(2, 1, TcpState.CloseWait)
            .Told.Entries.Select(static entry => entry.Words));

    [Fact]
    public void A_look_that_comes_late_takes_no_state_back() => Assert.Equal(
        ["ESTABLISHED", "ESTABLISHED → FIN_WAIT2"],
        new Script().State(1, 1, TcpState.Established, LifeSource.Table).State(2, 1, TcpState.FinWait2, LifeSource.Socket).State(2.5, 1, TcpState.FinWait1, LifeSource.Table).Told.Entries.Select(static entry => entry.Words));

    [Fact]
    public void Entries_come_in_the_order_in_which_things_were_over() => Assert.Equal(
        ["sendto(3): the kernel took 1 byte", "recvfrom(5): 1 byte, after 4.0 ms"],
        new Script().Receive(1, 20, 3, 1, took: 4, room: 1).Send(2, 10, 1, 1).Told.Entries.Select(static entry => entry.Words));

    [Fact]
    public void Buffer_levels_are_told_when_they_change() => Assert.Equal(
        ["receive buffer: 5 bytes unread (room 1000)", "receive buffer empty"],
        new Script().Add(Gauge(1, 0)).Add(Gauge(2, 5)).Add(Gauge(3, 5)).Add(Gauge(4, 0)).Told.Entries.Select(static entry => entry.Words));

    [Fact]
    public void The_memory_of_a_scene_is_bounded()
    {
        var latest = new Latest<int>(5);
        foreach (var i in Enumerable.Range(0, 1000))
        {
            latest.Add(i);
            Assert.Equal(Enumerable.Range(Math.Max(0, i - 4), Math.Min(i + 1, 5)), latest);
        }
    }

    [Fact]
    public void Telling_as_it_grows_is_telling_it_whole() => Prop.ForAll(AnyEvent.ArrayOf().ToArbitrary(), static events =>
    {
        var teller = new LifeTeller();
        List<LifeEntry> live = [];
        foreach (var one in events)
        {
            live.AddRange(teller.Add(one));
            // Time that passes without news changes nothing of what is told, save that nothing older can come.
            live.AddRange(teller.Advance(one.At));
        }

        live.AddRange(teller.Finish());
        return live.Where(static entry => entry.Words.Length > 0).SequenceEqual(LifeTimeline.Of(events).Entries);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_recording_can_be_told()
    {
        var runs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") is null ? 20_000 : 1_000_000;
        Prop.ForAll(AnyEvent.ArrayOf().ToArbitrary(), static events => LifeTimeline.Of(events).Entries.All(static entry => entry.Words.Length > 0 && entry.Because?.Length != 0))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(60));
    }

    static GaugeEvent Gauge(double at, long unread) => new() { At = TimeSpan.FromMilliseconds(at), Socket = 1, Unread = unread, ReceiveRoom = 1000, Source = LifeSource.Socket };

    internal static LifeEvent Make(int kind, int micro, int socket, int what)
    {
        var at = TimeSpan.FromMicroseconds(micro);
        string[] names = ["socket", "bind", "listen", "connect", "accept4", "recvfrom", "sendto", "shutdown", "close", "setsockopt", "epoll_wait", "dup", "fcntl"];
        int[] errors = [0, 0, 0, 4, 11, 32, 98, 99, 103, 104, 110, 111, 115];
        var ends = (Script.End("127.0.0.1", (ushort)(socket % 2)), Script.End("127.0.0.1", (ushort)(1 - (socket % 2))));
        return kind switch
        {
            0 => new StateEvent { At = at, Socket = socket, To = (TcpState)(what % 12), Source = (LifeSource)(micro % 7) },
            1 => new GaugeEvent { At = at, Socket = socket, Unread = what, State = (TcpState)(micro % 12), Timer = (SocketTimer)(what % 5), Retransmits = what, Source = LifeSource.Table },
            2 => new SegmentEvent { At = at, Socket = socket, Source = ends.Item1, Destination = ends.Item2, Flags = what * 3, Length = micro % 3, Window = micro % 5, IsRepeated = what == 2 },
            3 => new SocketNamedEvent { At = at, Socket = socket, Local = ends.Item1, Remote = what % 3 == 0 ? null : ends.Item2, Protocol = System.Net.Sockets.ProtocolType.Tcp, Peer = what % 4 },
            4 => new ProcessEvent { At = at, ProcessId = socket, ThreadId = socket, Step = (ProcessStep)(what % 7), Code = what },
            _ => new CallEvent
            {
                At = at, Took = TimeSpan.FromMicroseconds(micro % 10_000 * (what % 3)), Socket = socket, ProcessId = socket % 3, ThreadId = 1, Name = names[(micro + kind) % names.Length], Descriptor = socket,
                Result = errors[what] != 0 ? -1 : what % 4 == 0 ? null : what % 4 * 100, Errno = errors[what], Asked = micro % 2 == 0 ? 200 : null, Made = what % 5, MadeSocket = what % 5,
                Option = what == 9 ? (1, 13, micro % 2) : null, Address = ends.Item2, Flags = micro % 4, MayBlock = what % 2 == 0,
            },
        };
    }
}
