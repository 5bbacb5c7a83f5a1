using System.Net;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>Groups on the loopback interface: who joined hears, who left does not.</summary>
public sealed class DatagramMulticastTests
{
    static readonly IPAddress Group4 = IPAddress.Parse("239.1.2.3");
    static readonly IPAddress OtherGroup4 = IPAddress.Parse("239.1.2.4");
    static readonly IPAddress Group6 = IPAddress.Parse("ff15::1:2:3");

    [Theory, Engines(Can.Datagram)]
    public async Task Every_member_of_an_IPv4_group_receives_what_one_sends(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var first = Member(arena, Group4, 0, "lo");
        await MembersReceiveAsync(first, Member(arena, Group4, PortOf(first), "lo"), Group4);
    }

    // The loopback interface has no way to IPv6 groups (no route to ff00::/8), a virtual wire has.
    [LabTheory, Engines(Can.Datagram)]
    public async Task Every_member_of_an_IPv6_group_receives_what_one_sends(TestedEngine engine)
    {
        using var lab = new NetworkLab();
        await using var arena = new DatagramArena(engine);
        var (first, second) = lab.Inside("client", () =>
        {
            var one = Member(arena, Group6, 0, "cr");
            return (one, Member(arena, Group6, PortOf(one), "cr"));
        });
        await MembersReceiveAsync(first, second, Group6);
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task Who_left_hears_nothing_more_and_who_never_joined_heard_nothing(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var member = Member(arena, Group4, 0, "lo");
        var port = PortOf(member);
        var leaver = Member(arena, Group4, port, "lo");
        leaver.Leave(Membership(Group4));
        await member.SendAsync(new IPEndPoint(Group4, port), "to members");
        Assert.Equal(["to members"], await member.ReceiveTextsAsync(1));

        // On loopback a datagram is at every receiver before send returns: what the leaver receives first is what came to it alone.
        leaver.Join(Membership(OtherGroup4));
        await member.SendAsync(new IPEndPoint(OtherGroup4, port), "to others");
        Assert.Equal(["to others"], await leaver.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_group_that_another_socket_joined_is_not_heard(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var member = Member(arena, Group4, 0, "lo");
        var port = PortOf(member);
        var other = Member(arena, OtherGroup4, port, "lo");
        await member.SendAsync(new IPEndPoint(Group4, port), "not for other");
        await member.SendAsync(new IPEndPoint(OtherGroup4, port), "for other");
        Assert.Equal(["for other"], await other.ReceiveTextsAsync(1));
        Assert.Equal(["not for other"], await member.ReceiveTextsAsync(1));
    }

    // On the loopback interface itself everything comes back: it is the wire.
    [LabTheory, Engines(Can.TellDatagrams)]
    public async Task Without_loop_others_hear_what_is_sent_and_this_machine_does_not(TestedEngine engine)
    {
        using var lab = new NetworkLab();
        await using var arena = new DatagramArena(engine);
        var other = lab.Inside("router", () => Member(arena, Group4, 0, "rc"));
        var port = PortOf(other);
        var own = lab.Inside("client", () => Member(arena, Group4, port, "cr"));
        foreach (var loops in new[] { false, true })
        {
            var sender = lab.Inside("client", () => Member(arena, OtherGroup4, 0, "cr", new MulticastOptions { Loopback = loops }));
            await sender.SendAsync(new IPEndPoint(Group4, port), $"loop {loops}");
        }

        Assert.Equal(["loop False", "loop True"], await other.ReceiveTextsAsync(2));
        Assert.Equal(["loop True"], await own.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task A_membership_of_one_source_hears_that_sender_only(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var (wanted, unwanted) = (IPAddress.Parse("127.0.0.5"), IPAddress.Parse("127.0.0.6"));
        Assert.True(InterfaceIndex.TryFind("lo", out var lo));
        var multicast = new MulticastOptions { TimeToLive = 0, InterfaceIndex = lo };
        var member = await arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(IPAddress.Any, 0), ReuseAddress = true });
        var group = IPAddress.Parse("232.1.2.3");
        member.Join(new MulticastMembership(group, lo, wanted));
        foreach (var source in new[] { unwanted, wanted })
        {
            var sender = await arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(source, 0), Multicast = multicast });
            await sender.SendAsync(new IPEndPoint(group, PortOf(member)), $"from {source}");
        }

        Assert.Equal(["from 127.0.0.5"], await member.ReceiveTextsAsync(1));
        member.Leave(new MulticastMembership(group, lo, wanted));
        Assert.Throws<DatagramException>(() => member.Leave(new MulticastMembership(group, lo, wanted)));
    }

    [LabTheory, Engines(Can.TellDatagrams)]
    public async Task The_time_to_live_is_written_on_what_is_sent(TestedEngine engine)
    {
        using var lab = new NetworkLab();
        await using var arena = new DatagramArena(engine);

        // At the other end of the wire a rule lets pass what has at least a time to live of 9.
        var receiver = lab.Inside("router", () => Member(arena, Group4, 0, "rc"));
        lab.Rules("router", "input", "ip ttl < 9 drop");
        foreach (var ttl in new[] { 8, 9 })
        {
            var sender = lab.Inside("client", () => Member(arena, OtherGroup4, 0, "cr", new MulticastOptions { TimeToLive = ttl }));
            await sender.SendAsync(new IPEndPoint(Group4, PortOf(receiver)), $"ttl {ttl}");
        }

        Assert.Equal(["ttl 9"], await receiver.ReceiveTextsAsync(1));
    }

    [Theory, Engines(Can.TellDatagrams)]
    public async Task What_cannot_be_joined_says_why(TestedEngine engine)
    {
        await using var arena = new DatagramArena(engine);
        var socket = await arena.OpenAsync(new DatagramOptions { Local = new IPEndPoint(IPAddress.Any, 0), ReuseAddress = true });
        Refused("192.0.2.1 is no multicast group", () => socket.Join(Membership(IPAddress.Parse("192.0.2.1"))));
        Refused("no such interface", () => socket.Join(new MulticastMembership(Group4, 99_999)));
        Refused("the source ::1 cannot send to 239.1.2.3", () => socket.Join(new MulticastMembership(Group4, 1, IPAddress.IPv6Loopback)));
        Refused("239.1.2.3 on interface 1 was not joined", () => socket.Leave(Membership(Group4)));
        socket.Join(Membership(Group4));
        Refused("was joined already", () => socket.Join(Membership(Group4)));
        var error = Assert.Throws<DatagramException>(() =>
        {
            // net.ipv4.igmp_max_memberships is 20 unless raised; bounded here all the same.
            for (var i = 0; i < 10_000; i++)
            {
                socket.Join(Membership(new IPAddress([239, 9, (byte)(i >> 8), (byte)i])));
            }
        });
        Assert.Contains("as many memberships as it may", error.Message, StringComparison.Ordinal);
        Assert.Contains("igmp_max_memberships", error.Hint, StringComparison.Ordinal);

        static void Refused(string words, Action join) => Assert.Contains(words, Assert.Throws<DatagramException>(join).Message, StringComparison.Ordinal);
    }

    static MulticastMembership Membership(IPAddress group) => new(group, InterfaceIndex.TryFind("lo", out var lo) ? lo : throw new InvalidOperationException());

    static async Task MembersReceiveAsync(DatagramSocket first, DatagramSocket second, IPAddress group)
    {
        await first.SendAsync(new IPEndPoint(group, PortOf(first)), "to all");
        Assert.Equal(["to all"], await first.ReceiveTextsAsync(1));
        Assert.Equal(["to all"], await second.ReceiveTextsAsync(1));
    }

    static int PortOf(DatagramSocket socket) => ((IPEndPoint)socket.LocalEndPoint).Port;

    static DatagramSocket Member(DatagramArena arena, IPAddress group, int port, string device, MulticastOptions? options = null)
    {
        Assert.True(InterfaceIndex.TryFind(device, out var index));
        var any = group.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

        // Opening completes at once, on this thread: it may stand in a network namespace.
        var socket = arena.OpenAsync(new DatagramOptions
        {
            Local = new IPEndPoint(any, port),
            ReuseAddress = true,
            Multicast = (options ?? new MulticastOptions { TimeToLive = 0 }) with { InterfaceIndex = index },
        }).GetAwaiter().GetResult();
        socket.Join(new MulticastMembership(group, index));
        return socket;
    }
}
