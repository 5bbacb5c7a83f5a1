using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Tests.Game;

/// <summary>What strangers can do to a listener: nothing.</summary>
public class HandshakeTests
{
    static readonly byte[] Stranger = GameAddresses.Of("203.0.113.9:5000");

    [Fact]
    public void A_client_is_connected_after_two_round_trips_and_both_sides_have_the_keys()
    {
        using var net = new SimulatedTransport(new NetworkConditions { Delay = 20_000 });
        var client = net.Connect();
        Assert.Equal([TransportWire.MaxDatagram, TransportWire.MaxDatagram], net.Clients[0].Link.Sent.Take(2).Select(static sent => sent.Length));
        Assert.True(client.Connection!.TrySendReliable([1, 2, 3]));
        net.RunUntil(() => net.Clients[0].Log.Reliable.Count == 1);
        Assert.Equal([1, 2, 3], net.Clients[0].Log.Reliable[0]);
        Assert.Equal(0, net.Listener.Counters.Total);
    }

    [Fact]
    public void No_answer_to_a_stranger_is_longer_than_its_question_and_nothing_is_kept()
    {
        using var listener = new TransportListener(new TransportOptions { HandshakesPerSecond = int.MaxValue }, new EchoApplication(), 0);
        var random = new Random(1);
        var answered = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var question = new byte[random.Next(4) == 0 ? TransportWire.MaxDatagram : random.Next(1, 1400)];
            random.NextBytes(question);
            question[0] = (byte)random.Next(1, 8);
            if (question.Length > 7)
            {
                TransportWire.Magic.CopyTo(question.AsSpan(1));
                (question[5], question[6]) = (0, (byte)random.Next(3));
            }

            var length = question.Length;
            var answers = Ask(listener, i, Stranger, question);
            Assert.True(answers.Sum(static answer => answer.Length) <= length, $"{length} bytes of kind {question[0]} got {answers.Sum(static answer => answer.Length)}");
            answered += answers.Count;
        }

        Assert.InRange(answered, 500, 20_000);
        Assert.Empty(listener.Sessions);
    }

    [Fact]
    public void A_cookie_is_good_for_its_address_nonce_and_time_only()
    {
        var mint = new CookieMint();
        var cookie = new byte[TransportWire.CookieLength];
        byte[] nonce = [1, 2, 3, 4, 5, 6, 7, 8];
        mint.Make(CookieMint.Period * 5, Stranger, nonce, cookie);
        Assert.True(mint.Check(CookieMint.Period * 5, Stranger, nonce, cookie));
        Assert.True(mint.Check((CookieMint.Period * 7) - 1, Stranger, nonce, cookie));
        Assert.False(mint.Check(CookieMint.Period * 7, Stranger, nonce, cookie));
        Assert.False(mint.Check(CookieMint.Period * 5, GameAddresses.Of("203.0.113.9:5001"), nonce, cookie));
        Assert.False(mint.Check(CookieMint.Period * 5, GameAddresses.Of("203.0.113.8:5000"), nonce, cookie));
        Assert.False(mint.Check(CookieMint.Period * 5, Stranger, [1, 2, 3, 4, 5, 6, 7, 9], cookie));
        Assert.False(new CookieMint().Check(CookieMint.Period * 5, Stranger, nonce, cookie));
    }

    [Fact]
    public void A_wrong_or_old_cookie_gets_no_answer_and_is_counted()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect);
        net.Connect();
        var connect = net.Clients[0].Link.Sent.First(static sent => sent[0] == (byte)TransportPacket.Connect);
        var before = net.Listener.Counters[TransportRefusal.BadCookie];
        Assert.Empty(Ask(net.Listener, net.Now, Stranger, connect));
        Assert.Empty(Ask(net.Listener, net.Now + (3 * CookieMint.Period), net.Clients[0].Link.Address, connect));
        Assert.Equal(before + 2, net.Listener.Counters[TransportRefusal.BadCookie]);
        Assert.Single(net.Listener.Sessions);
    }

    [Fact]
    public void A_repeated_connect_makes_no_second_session_and_gets_no_answer_once_the_first_is_used()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect);
        net.Connect();
        var link = net.Clients[0].Link;
        var connect = link.Sent.First(static sent => sent[0] == (byte)TransportPacket.Connect);
        Assert.Empty(Ask(net.Listener, net.Now, link.Address, connect));
        Assert.Single(net.Listener.Sessions);
        Assert.Equal(1, net.Listener.Counters[TransportRefusal.Replayed]);
    }

    [Fact]
    public void A_public_key_that_is_no_point_of_the_curve_is_refused()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect);
        net.AddClient();
        var link = net.Clients[0].Link;
        net.RunUntil(() => link.Sent.Exists(static sent => sent[0] == (byte)TransportPacket.Connect));
        var connect = link.Sent.First(static sent => sent[0] == (byte)TransportPacket.Connect).ToArray();
        connect.AsSpan(7 + TransportWire.ClientNonceLength + TransportWire.CookieLength, 64).Fill(0x11);
        Assert.Empty(Ask(net.Listener, net.Now, link.Address, connect));
        Assert.Equal(1, net.Listener.Counters[TransportRefusal.Malformed]);
        Assert.Empty(net.Listener.Sessions);
    }

    [Fact]
    public void Sessions_of_one_address_are_bounded_and_one_too_many_is_told_so()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect, new TransportOptions { MaxPerAddress = 2 });
        net.Connect("198.51.100.1:1000");
        net.Connect("198.51.100.1:1001");
        var third = net.AddClient("198.51.100.1:1002");
        net.RunUntil(() => third.State == TransportClientState.Ended);
        Assert.Equal(TransportReason.TooManyFromAddress, third.Ended);
        var other = net.AddClient("198.51.100.2:1000");
        net.RunUntil(() => other.State == TransportClientState.Connected);
    }

    [Fact]
    public void A_full_listener_says_so_and_a_half_open_session_gives_its_place_back()
    {
        using var net = new SimulatedTransport(NetworkConditions.Perfect, new TransportOptions { MaxSessions = 1 });
        net.AddClient();
        net.RunUntil(() => net.Listener.Sessions.Count == 1);
        net.Clients[0].Link.IsCut = true;
        var second = net.AddClient();
        net.RunUntil(() => second.State == TransportClientState.Ended);
        Assert.Equal(TransportReason.Full, second.Ended);
        net.RunUntil(() => net.Listener.Sessions.Count == 0);
        Assert.Empty(net.Application.Disconnected);
        var third = net.AddClient();
        net.RunUntil(() => third.State == TransportClientState.Connected);
    }

    [Fact]
    public void Another_version_is_refused_in_as_many_words()
    {
        using var listener = new TransportListener(new TransportOptions(), new EchoApplication(), 0);
        var hello = new byte[TransportWire.MaxDatagram];
        HandshakeHead.Begin(hello, TransportPacket.Hello, [1, 2, 3, 4, 5, 6, 7, 8]);
        hello[6] = 99;
        var answer = Assert.Single(Ask(listener, 0, Stranger, hello));
        Assert.Equal((byte)TransportPacket.Refuse, answer[0]);
        Assert.Equal((byte)TransportReason.Version, answer[^1]);
    }

    [Fact]
    public void Handshakes_of_one_address_are_bounded_in_a_second()
    {
        using var listener = new TransportListener(new TransportOptions { HandshakesPerSecond = 5 }, new EchoApplication(), 0);
        var hello = new byte[TransportWire.MaxDatagram];
        HandshakeHead.Begin(hello, TransportPacket.Hello, [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal(5, Enumerable.Range(0, 100).Sum(_ => Ask(listener, 0, Stranger, hello.ToArray()).Count));
        Assert.Equal(95, listener.Counters[TransportRefusal.TooFast]);
        Assert.Single(Ask(listener, 1_000_000, Stranger, hello));
    }

    static List<byte[]> Ask(TransportListener listener, long now, byte[] from, byte[] datagram)
    {
        var answers = new List<byte[]>();
        var sink = new CapturingSink(answers);
        listener.Receive(now, from, datagram, ref sink);
        return answers;
    }
}
