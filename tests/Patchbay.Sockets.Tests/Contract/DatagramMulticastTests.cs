using System.Net;

namespace Patchbay.Sockets.Tests.Contract;

/// <summary>Groups on the loopback interface: who joined hears, who left does not.</summary>
public sealed class DatagramMulticastTests
{
    static readonly IPAddress Group4 = IPAddress.Parse("239.1.2.3");
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
