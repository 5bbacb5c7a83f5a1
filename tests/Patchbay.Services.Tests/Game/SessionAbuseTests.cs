using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>What others can do to a session: nothing, and it is counted.</summary>
public class SessionAbuseTests
{
    [Fact]
    public void Forged_replayed_truncated_oversized_and_misdirected_packets_are_refused_and_counted()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect);
        var client = net.Connect();
        var link = net.Clients[0].Link;
        Assert.True(client.Connection!.TrySendReliable([42]));
        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 1);
        var genuine = link.Sent.Last(static sent => sent[0] == (byte)TransportPacket.Data);
        var heard = net.Application.Reliable.Count;

        Expect(net, TransportRefusal.Replayed, link.Address, genuine);
        Expect(net, TransportRefusal.WrongAddress, GameAddresses.Of("127.0.0.1:1"), genuine);
        Expect(net, TransportRefusal.Malformed, link.Address, genuine[..20]);
        Expect(net, TransportRefusal.Malformed, link.Address, []);
        Expect(net, TransportRefusal.Malformed, link.Address, [6, 0]);
        Expect(net, TransportRefusal.Malformed, link.Address, [.. genuine, .. new byte[TransportWire.MaxDatagram]]);
        Expect(net, TransportRefusal.UnknownSession, link.Address, [genuine[0], 0xFF, .. genuine[2..]]);

        // A sequence number of the future with a tag of the past, and each byte changed in turn.
        Expect(net, TransportRefusal.Forged, link.Address, [.. genuine[..5], 0, 0, 9, 9, .. genuine[9..]]);
        for (var i = 9; i < genuine.Length; i++)
        {
            var forged = genuine.ToArray();
            forged[7] = 8;
            forged[i] ^= 1;
            Expect(net, TransportRefusal.Forged, link.Address, forged);
        }

        // Nothing of it came through, and the session goes on.
        Assert.Equal(heard, net.Application.Reliable.Count);
        Assert.True(client.Connection.TrySendReliable([43]));
        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 2);
    }

    [Fact]
    public void Every_packet_of_a_whole_session_replayed_changes_nothing()
    {
        using var net = new SimulatedTransport(ReliableChannelTests.Bad(10, 2));
        var client = net.Connect();
        for (var i = 0; i < 40; i++)
        {
            Assert.True(client.Connection!.TrySendReliable([(byte)i]));
            net.Run(50);
        }

        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 40);
        var link = net.Clients[0].Link;
        net.Run(500);
        var before = net.Application.Reliable.Count;
        var sink = new CapturingSink([]);
        var taken = net.Listener.Sessions[0].BytesReceived;
        foreach (var sent in link.Sent.Where(static sent => sent[0] == (byte)TransportPacket.Data).Reverse().Take(60).ToList())
        {
            net.Listener.Receive(net.Now, link.Address, sent.ToArray(), ref sink);
        }

        // Those that were lost the first time may come now; what came before does not come again.
        Assert.Equal(before, net.Application.Reliable.Count);
        Assert.InRange(net.Listener.Counters[TransportRefusal.Replayed], 40, 60);
        Assert.InRange(net.Listener.Sessions[0].BytesReceived - taken, 0, 20 * 100);
    }

    [Fact]
    public void A_client_that_sends_too_fast_loses_what_is_too_much_and_the_session_goes_on()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect, new TransportOptions { PacketsPerSecond = 60 });
        var client = net.Connect();
        var sink = new LinkSink(net.Clients[0].Link, net.Now);
        for (var i = 0; i < 500; i++)
        {
            client.Connection!.SendUnreliable([1]);
            client.Flush(net.Now, ref sink);
        }

        net.Run(100);
        Assert.InRange(net.Listener.Counters[TransportRefusal.TooFast], 400, 450);
        net.Run(1000);
        Assert.True(client.Connection!.TrySendReliable([9]));
        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 1);
    }

    [Fact]
    public void Silence_ends_a_session_on_both_sides_and_frees_its_place()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect);
        var client = net.Connect();
        net.Run(20_000);
        Assert.Equal(TransportClientState.Connected, client.State);
        net.Clients[0].Link.IsCut = true;
        net.Run(4_500);
        Assert.Single(net.Listener.Sessions);
        net.Run(1_000);
        Assert.Empty(net.Listener.Sessions);
        Assert.Equal([TransportReason.TimedOut], net.Application.Disconnected);
        Assert.Equal((TransportClientState.Ended, TransportReason.TimedOut), (client.State, client.Ended));
    }

    [Fact]
    public void A_disconnect_is_heard_with_its_reason_though_most_packets_are_lost()
    {
        using var net = new SimulatedTransport(new NetworkConditions { Loss = 300_000, Seed = 8 });
        var client = net.Connect();
        net.Listener.Sessions[0].Connection.Close(TransportReason.Stopping, "the server stops");
        net.RunUntil(() => client.State == TransportClientState.Ended);
        Assert.Equal((TransportReason.Stopping, "the server stops"), (client.Ended, client.EndText));
        net.RunUntil(() => net.Listener.Sessions.Count == 0);
    }

    [Theory]
    [InlineData(new byte[] { 99 })]
    [InlineData(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0 })]
    [InlineData(new byte[] { 1, 200, 1, 0, 1, 7 })]
    [InlineData(new byte[] { 1, 0, 2, 1, 7 })]
    [InlineData(new byte[] { 2, 5, 1 })]
    [InlineData(new byte[] { 3, 0, 0 })]
    [InlineData(new byte[] { 3, 77, 0 })]
    public void Frames_that_make_no_sense_end_the_session_of_who_sent_them(byte[] frames)
    {
        var (keys, others) = Keys();
        using var connection = new TransportConnection(1, others, 0);
        var log = new MessageLog();
        Assert.Equal(TransportRefusal.Malformed, connection.Receive(0, Packet(keys, 1, frames), ref log));
        Assert.Equal(TransportReason.Protocol, connection.Ended);
        keys.Dispose();
    }

    [Fact]
    public void An_acknowledgement_of_what_was_never_sent_ends_the_session()
    {
        var (keys, others) = Keys();
        using var connection = new TransportConnection(1, others, 0);
        var log = new MessageLog();
        Assert.Equal(TransportRefusal.Malformed, connection.Receive(0, Packet(keys, 1, [], acknowledged: 5), ref log));
        keys.Dispose();
    }

    [Fact]
    public void A_million_or_twenty_thousand_random_frames_are_read_without_an_exception()
    {
        var inputs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        var random = new Random(4);
        var (keys, others) = Keys();
        var log = new MessageLog();
        var connection = new TransportConnection(1, others, 0);
        var (sound, unsound) = (0, 0);
        uint sequence = 0;
        for (var i = 0; i < inputs; i++)
        {
            var frames = new byte[random.Next(60)];
            random.NextBytes(frames);
            for (var at = 0; at + 10 < frames.Length;)
            {
                // Mostly frames as they should be, whose bytes are noise: what is refused at the first byte would prove little.
                var length = random.Next(8);
                (frames[at], frames[at + 1]) = random.Next(30) == 0 ? ((byte)random.Next(6), (byte)random.Next(256)) : ((byte)2, (byte)length);
                at += 2 + length;
                frames[at] = 4;
            }

            if (frames.Length > 0)
            {
                frames = frames[..Math.Max(0, Array.LastIndexOf(frames, (byte)4) + (random.Next(3) == 0 ? 0 : 1))];
            }

            var refusal = connection.Receive(i, Packet(keys, ++sequence, frames), ref log);
            Assert.True(refusal is TransportRefusal.None or TransportRefusal.Malformed);
            if (connection.Ended != TransportReason.None)
            {
                // The keys go with it: a fresh pair for a fresh session.
                connection.Dispose();
                keys.Dispose();
                (keys, others) = Keys();
                (connection, sequence) = (new TransportConnection(1, others, i), 0);
                unsound++;
            }
            else
            {
                sound++;
            }

            log.Reliable.Clear();
            log.Unreliable.Clear();
        }

        connection.Dispose();
        keys.Dispose();
        Assert.InRange(sound, inputs / 20, inputs);
        Assert.InRange(unsound, inputs / 20, inputs);
    }

    [Fact]
    public void A_million_or_twenty_thousand_damaged_datagrams_do_nothing_to_listener_and_client()
    {
        var inputs = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        using var net = new SimulatedTransport(NetworkConditions.Perfect, new TransportOptions { PacketsPerSecond = 1_000_000 });
        var client = net.Connect();
        var link = net.Clients[0].Link;
        client.Connection!.TrySendReliable([1]);
        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 1);
        var seeds = link.Sent.Take(8).ToList();
        var random = new Random(7);
        var (log, sink) = (net.Clients[0].Log, new CapturingSink([]));
        for (var i = 0; i < inputs; i++)
        {
            var seed = seeds[random.Next(seeds.Count)];
            var datagram = seed[..(random.Next(3) == 0 ? random.Next(seed.Length) : seed.Length)];
            for (var changes = random.Next(5); changes > 0 && datagram.Length > 0; changes--)
            {
                datagram[random.Next(Math.Min(datagram.Length, random.Next(2) == 0 ? 40 : 1200))] = (byte)random.Next(256);
            }

            net.Listener.Receive(net.Now, link.Address, datagram.ToArray(), ref sink);
            client.Receive(net.Now, datagram, ref log);
        }

        Assert.Single(net.Application.Reliable);
        Assert.InRange(net.Listener.Sessions.Count, 1, 256);
        Assert.Equal(TransportClientState.Connected, client.State);
        Assert.True(client.Connection.TrySendReliable([2]));
        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 2);
    }

    static void Expect(SimulatedTransport net, TransportRefusal refusal, byte[] from, byte[] datagram)
    {
        var before = net.Listener.Counters[refusal];
        var answers = new List<byte[]>();
        var sink = new CapturingSink(answers);
        net.Listener.Receive(net.Now, from, datagram.ToArray(), ref sink);
        Assert.Equal(before + 1, net.Listener.Counters[refusal]);
        Assert.Empty(answers);
    }

    static (SessionKeys Client, SessionKeys Server) Keys()
    {
        var (one, other) = (new byte[32], new byte[32]);
        (one[0], other[0]) = (1, 2);
        return (new SessionKeys(one, other), new SessionKeys(other, one));
    }

    static byte[] Packet(SessionKeys keys, uint sequence, byte[] frames, uint acknowledged = 0)
    {
        var datagram = new byte[TransportWire.DataHeaderLength + TransportWire.AckLength + frames.Length + TransportWire.TagLength];
        var writer = new DatagramWriter(datagram);
        writer.Byte((byte)TransportPacket.Data);
        writer.UInt32(1);
        writer.UInt32(sequence);
        writer.UInt32(acknowledged);
        writer.UInt32(0);
        writer.UInt16(0);
        writer.Bytes(frames);
        keys.Seal(sequence, datagram);
        return datagram;
    }
}
