using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>The reliable channel under what networks do, in virtual time.</summary>
public class ReliableChannelTests
{
    /// <summary>Percent lost, and seeds.</summary>
    public static TheoryData<int, int> Networks
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var loss in new[] { 0, 10, 20, 30 })
            {
                for (var seed = 1; seed <= 8; seed++)
                {
                    data.Add(loss, seed);
                }
            }

            return data;
        }
    }

    internal static NetworkConditions Bad(int loss, int seed) => new()
    {
        Loss = loss * 10_000,
        Delay = 40_000,
        Jitter = 30_000,
        Reorder = 100_000,
        Duplicate = 50_000,
        Seed = (ulong)seed,
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_message_arrives_once_and_in_order_whatever_the_network_does(int loss, int seed)
    {
        using var net = new SimulatedTransport(Bad(loss, seed));
        var client = net.Connect();
        var random = new Random(seed);
        var messages = Enumerable.Range(0, 120).Select(number => MessageOf(random, number)).ToList();
        var sent = 0;
        net.RunUntil(() =>
        {
            while (sent < messages.Count && client.Connection!.TrySendReliable(messages[sent]))
            {
                sent++;
            }

            return net.Clients[0].Log.Reliable.Count == messages.Count;
        }, within: 120_000);

        // There and back: both directions were exact.
        Assert.Equal(messages, net.Application.Reliable);
        Assert.Equal(messages, net.Clients[0].Log.Reliable);
        net.RunUntil(() => client.Connection!.Pending == 0);
        Assert.Equal(0, net.Listener.Counters[TransportRefusal.Forged]);
        if (loss > 0)
        {
            Assert.NotEqual(0, client.Connection!.Resent);
        }
    }

    [Fact]
    public void A_message_of_16_KiB_arrives_whole_and_a_longer_one_is_not_taken()
    {
        using var net = new SimulatedTransport(Bad(20, 3));
        var client = net.Connect();
        var longest = new byte[TransportWire.MaxReliable];
        new Random(1).NextBytes(longest);
        Assert.True(client.Connection!.TrySendReliable(longest));
        Assert.False(client.Connection.TrySendReliable(new byte[TransportWire.MaxReliable + 1]));
        Assert.True(client.Connection.TrySendReliable([]));
        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 2);
        Assert.Equal([longest, []], net.Clients[0].Log.Reliable);
    }

    [Fact]
    public void A_sender_whose_peer_acknowledges_nothing_stops_at_its_bound()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect);
        var client = net.Connect();
        net.Clients[0].Link.IsCut = true;
        var taken = 0;
        while (client.Connection!.TrySendReliable(new byte[1000]))
        {
            taken++;
        }

        Assert.Equal(ReliableSender.Capacity, taken);
    }

    [Fact]
    public void The_round_trip_is_estimated_without_the_time_an_acknowledgement_waited()
    {
        using var net = new SimulatedTransport(new NetworkConditions { Delay = 50_000 });
        var client = net.Connect();
        for (var i = 0; i < 60; i++)
        {
            client.Connection!.SendUnreliable([1]);
            net.Run(33);
        }

        // 100 ms there and back, and the steps of 2 ms in which the test's time goes.
        Assert.InRange(client.Connection!.RoundTripTime, 98_000, 110_000);
    }

    [Fact]
    public void Loss_is_seen_as_loss()
    {
        using var net = new SimulatedTransport(new NetworkConditions { Loss = 250_000, Delay = 20_000, Seed = 5 });
        var client = net.Connect();
        for (var i = 0; i < 1000; i++)
        {
            client.Connection!.SendUnreliable([1]);
            net.Run(33);
        }

        var (lost, arrived) = (client.Connection!.PacketsLost, client.Connection.PacketsArrived);
        Assert.InRange(100.0 * lost / (lost + arrived), 20, 30);
    }

    static byte[] MessageOf(Random random, int number)
    {
        var message = new byte[random.Next(8) == 0 ? random.Next(1000, 4000) : random.Next(1, 100)];
        random.NextBytes(message);
        message[0] = (byte)number;
        return message;
    }
}
