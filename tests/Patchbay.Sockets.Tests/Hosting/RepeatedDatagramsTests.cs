using System.Net;

namespace Patchbay.Sockets.Tests.Hosting;

/// <summary>What ends a datagram that goes to and fro, and what passes.</summary>
public sealed class RepeatedDatagramsTests
{
    static readonly byte[] Peer = DatagramJudging.Bytes(new IPEndPoint(IPAddress.Loopback, 40000));

    [Fact]
    public void Every_so_manieth_equal_datagram_of_one_peer_is_one_too_many()
    {
        var repeated = new RepeatedDatagrams(10);
        var told = Enumerable.Range(1, 30).Where(_ => repeated.IsOneTooMany(Peer, "ping"u8)).Count();
        Assert.Equal(3, told);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1400)]
    public void Datagrams_that_count_are_never_too_many(int bytes)
    {
        var repeated = new RepeatedDatagrams(10);
        var datagram = new byte[bytes];
        for (var i = 0; i < 100_000; i++)
        {
            BitConverter.TryWriteBytes(datagram, i);
            Assert.False(repeated.IsOneTooMany(Peer, datagram));
        }
    }

    [Fact]
    public void Equal_datagrams_of_different_peers_are_different()
    {
        var repeated = new RepeatedDatagrams(10);
        for (var i = 0; i < 900; i++)
        {
            Assert.False(repeated.IsOneTooMany(DatagramJudging.Bytes(new IPEndPoint(IPAddress.Loopback, 40000 + (i % 100))), "ping"u8));
        }
    }

    [Fact]
    public void A_repeated_datagram_is_found_among_others_that_pass()
    {
        var repeated = new RepeatedDatagrams(1000);
        var other = new byte[64];
        var rounds = 0;
        do
        {
            for (var i = 0; i < 100; i++)
            {
                Random.Shared.NextBytes(other);
                repeated.IsOneTooMany(Peer, other);
            }

            Assert.InRange(++rounds, 1, 2000);
        }
        while (!repeated.IsOneTooMany(Peer, "round and round"u8));
    }

    [Fact]
    public void A_rate_counts_by_address_and_second()
    {
        var rate = new AddressRate(3);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => rate.Allows(Peer, 1)));
        Assert.True(rate.Allows(Peer, 2));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(i => rate.Allows(DatagramJudging.Bytes(new IPEndPoint(IPAddress.Parse($"2001:db8::{i + 1}"), 1)), 1)));
    }
}
