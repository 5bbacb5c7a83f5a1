using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>Who may be answered, by addresses alone.</summary>
public sealed class ReflectionGuardTests
{
    const int OwnPort = 9000;

    [Theory]
    [InlineData("127.0.0.1", 40000)]
    [InlineData("192.0.2.7", 1024)]
    [InlineData("223.255.255.254", 65535)]
    [InlineData("::1", 40000)]
    [InlineData("2001:db8::1", 40000)]
    [InlineData("::ffff:192.0.2.7", 40000)]
    [InlineData("127.0.0.1", 7009)]
    public void A_client_of_one_host_is_answered(string address, int port) => Assert.True(Bound().Judges(Peer(address, port), null));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(13)]
    [InlineData(17)]
    [InlineData(19)]
    [InlineData(37)]
    [InlineData(53)]
    [InlineData(69)]
    [InlineData(123)]
    [InlineData(161)]
    [InlineData(389)]
    [InlineData(1023)]
    [InlineData(1900)]
    [InlineData(2049)]
    [InlineData(5353)]
    [InlineData(7007)]
    [InlineData(7013)]
    [InlineData(7019)]
    [InlineData(11211)]
    [InlineData(OwnPort)]
    public void A_source_port_of_a_service_that_would_answer_gets_nothing_and_its_neighbour_of_clients_does(int port)
    {
        Assert.False(Bound().Judges(Peer("127.0.0.1", port), null));
        Assert.True(Bound().Judges(Peer("127.0.0.1", 32768 + port), null));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("224.0.0.1")]
    [InlineData("239.1.2.3")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("127.255.255.255")]
    [InlineData("192.0.2.255")]
    [InlineData("192.0.2.0")]
    [InlineData("::ffff:192.0.2.255")]
    [InlineData("::ffff:224.0.0.1")]
    [InlineData("::")]
    [InlineData("ff02::1")]
    public void An_address_of_many_hosts_or_of_none_is_neither_answered_nor_answers(string address)
    {
        Assert.False(Bound().Judges(Peer(address, 40000), null));
        Assert.False(Wildcard().Judges(Peer("192.0.2.7", 40000), Arrival(address)));
    }

    [Fact]
    public void On_every_address_only_what_came_to_one_of_ours_is_answered()
    {
        Assert.True(Wildcard().Judges(Peer("192.0.2.7", 40000), Arrival("192.0.2.1")));
        Assert.True(Wildcard().Judges(Peer("192.0.2.7", 40000), Arrival("::ffff:127.0.0.1")));
        Assert.False(Wildcard().Judges(Peer("192.0.2.7", 40000), arrival: null));
    }

    [Fact]
    public void A_Unix_sender_needs_a_name_and_another_one_than_ours()
    {
        var guard = new ReflectionGuard(new UnixDomainSocketEndPoint("/run/echo"), Broadcasts());
        Assert.True(guard.Judges(new UnixDomainSocketEndPoint("/run/client"), null));
        Assert.False(guard.Judges(new UnixDomainSocketEndPoint("/run/echo"), null));
        Assert.False(guard.Judges(null, null));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("127.255.255.255", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("239.1.2.3", false)]
    [InlineData("ff02::1", false)]
    public void A_host_answers_at_addresses_of_one_machine_only(string address, bool can) => Assert.Equal(can, DatagramHost.CanAnswerAt(Peer(address, OwnPort)));

    [Theory]
    [InlineData("10.1.2.3", 8, "10.255.255.255", "10.0.0.0")]
    [InlineData("192.0.2.77", 26, "192.0.2.127", "192.0.2.64")]
    [InlineData("192.0.2.1", 30, "192.0.2.3", "192.0.2.0")]
    public void A_network_has_a_last_and_a_first_address(string address, int prefix, string last, string first) =>
        Assert.Equal([Number(last), Number(first)], BroadcastAddresses.OfNetwork(IPAddress.Parse(address), prefix));

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(0)]
    public void A_network_of_two_hosts_or_one_has_no_broadcast_address(int prefix) => Assert.Empty(BroadcastAddresses.OfNetwork(IPAddress.Loopback, prefix));

    [Fact]
    public async Task A_network_that_comes_later_is_known_soon()
    {
        var clock = new ManualTime();
        uint[] known = [];
        var broadcasts = new BroadcastAddresses(() => known, clock);
        Assert.False(broadcasts.Contains(Number("192.0.2.255")));
        known = [Number("192.0.2.255")];
        Assert.False(broadcasts.Contains(Number("192.0.2.255")));
        clock.Advance(TimeSpan.FromSeconds(11));
        await Waiting.Until(() => broadcasts.Contains(Number("192.0.2.255")));
    }

    static ReflectionGuard Bound() => new(Peer("127.0.0.1", OwnPort), Broadcasts());

    static ReflectionGuard Wildcard() => new(Peer("::", OwnPort), Broadcasts());

    static BroadcastAddresses Broadcasts() =>
        new(static () => [.. BroadcastAddresses.OfNetwork(IPAddress.Loopback, 8), .. BroadcastAddresses.OfNetwork(IPAddress.Parse("192.0.2.1"), 24)], TimeProvider.System);

    static IPEndPoint Peer(string address, int port) => new(IPAddress.Parse(address), port);

    static DatagramArrival Arrival(string address) => new(IPAddress.Parse(address), 1);

    static uint Number(string address) => BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(address).GetAddressBytes());
}
