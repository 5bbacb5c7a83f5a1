using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests;

/// <summary>What the addresses of datagrams open.</summary>
public sealed class AddressDatagramsTests
{
    [Fact]
    public void Each_kind_says_which_end_it_has()
    {
        Assert.Equal(new DatagramOptions { Remote = End("192.0.2.7", 53) }, Only("udp:192.0.2.7:53"));
        Assert.Equal(new DatagramOptions { Local = End("127.0.0.1", 53) }, Only("udp-listen:53"));
        Assert.Equal(new DatagramOptions { Local = End("::", 53) }, Only("udp-listen:*:53"));
        Assert.Equal([End("127.0.0.1", 53), End("::1", 53)], Address.Parse("udp-listen:localhost:53").ToDatagramOptions().Select(one => one.Local));
        Assert.Equal(new DatagramOptions { Remote = new UnixDomainSocketEndPoint("/run/x") }, Only("unixgram:/run/x"));
        Assert.Equal(new DatagramOptions { Local = new UnixDomainSocketEndPoint("\0x") }, Only("unixgram-listen:@x"));
        Assert.Equal(End("192.0.2.9", 7), Address.Parse("udp:db:7").ToDatagramOptions(IPAddress.Parse("192.0.2.9"))[0].Remote);
    }

    [Fact]
    public void A_broadcast_and_a_group_are_not_connected_and_name_their_peer()
    {
        Assert.Equal(new DatagramOptions { Local = End("0.0.0.0", 0), Broadcast = true }, Only("udp:192.0.2.255:9,broadcast"));
        Assert.Equal(End("192.0.2.255", 9), Address.Parse("udp:192.0.2.255:9,broadcast").ToDatagramPeer());
        Assert.Equal(End("239.1.2.3", 5000), Address.Parse("multicast:239.1.2.3:5000").ToDatagramPeer());
        Assert.Null(Address.Parse("udp:192.0.2.7:53").ToDatagramPeer());
        Assert.Null(Address.Parse("udp-listen:53").ToDatagramPeer());
        Assert.Null(Address.Parse("udp:192.0.2.7:53").ToMembership());
    }

    [Fact]
    public void Multicast_options_are_read()
    {
        Assert.True(InterfaceIndex.TryFind("lo", out var lo));
        var address = Address.Parse("multicast:232.1.2.3:5000,iface=lo,ttl=0,loop=no,source=127.0.0.1");
        Assert.Equal(new MulticastMembership(IPAddress.Parse("232.1.2.3"), lo, IPAddress.Loopback), address.ToMembership());
        Assert.Equal(
            new DatagramOptions { Local = End("0.0.0.0", 5000), ReuseAddress = true, Multicast = new MulticastOptions { InterfaceIndex = lo, TimeToLive = 0, Loopback = false } },
            address.ToDatagramOptions()[0]);
        Assert.Equal(new MulticastOptions(), Only("multicast:[ff15::1]:5000").Multicast);
        Assert.Equal(End("::", 5000), Only("multicast:[ff15::1]:5000").Local);
    }

    [Theory]
    [InlineData("multicast:239.1.2.3:5000,iface=nowhere0", "this machine has no interface nowhere0")]
    [InlineData("multicast:239.1.2.3:5000,source=::1", "one is IPv4, the other IPv6")]
    [InlineData("udp:db:53", "db is a name and was not resolved")]
    [InlineData("tcp:db:53", "no address of datagrams")]
    public void What_cannot_be_used_says_why(string text, string words)
    {
        var address = Address.Parse(text);
        var error = Assert.Throws<AddressNotSupportedException>(() => (address.ToDatagramOptions(), address.ToMembership()));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_resolves_the_name_joins_the_group_and_sets_the_mode()
    {
        await using var engine = SocketEngine.Create(EngineKind.Sockets);
        await using var listener = Assert.Single(await AddressDatagrams.ListenAsync(engine, Address.Parse("udp-listen:0")));
        await using var client = await AddressDatagrams.OpenAsync(engine, Address.Parse($"udp:localhost:{((IPEndPoint)listener.LocalEndPoint).Port}"));
        await client.SendAsync(null, "by name");
        Assert.Equal(["by name"], await listener.ReceiveTextsAsync(1));

        var error = await Assert.ThrowsAsync<ConnectException>(() => AddressDatagrams.OpenAsync(engine, Address.Parse("udp:no-such-host.invalid:9")).Soon());
        Assert.Equal(ConnectOutcome.NameNotResolved, error.Outcome);

        var group = Address.Parse("multicast:239.1.2.3:50007,iface=lo,ttl=0");
        await using var member = await AddressDatagrams.OpenAsync(engine, group);
        await member.SendAsync(group.ToDatagramPeer(), "to the group");
        Assert.Equal(["to the group"], await member.ReceiveTextsAsync(1));

        using var folder = new Patchbay.TestSupport.TemporaryFolder();
        await using var unix = await AddressDatagrams.OpenAsync(engine, Address.Parse($"unixgram-listen:{folder["x"]},mode=600"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["x"]));
        }
    }

    static DatagramOptions Only(string text) => Assert.Single(Address.Parse(text).ToDatagramOptions());

    static IPEndPoint End(string address, int port) => new(IPAddress.Parse(address), port);
}
