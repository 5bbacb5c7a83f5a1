using System.Net.Sockets;
using System.Text;
using Patchbay.Services.Accounts;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Chat;

public class ChatServiceTests
{
    [Fact]
    public async Task People_talk_and_the_life_of_their_sockets_says_who_they_are()
    {
        await using var chat = await RunningChat.StartAsync();
        var notes = new Notes();
        using var listening = SocketEvents.Subscribe(notes);
        using var ann = await IrcPeer.JoinAsync(chat.EndPoint, "ann-noted", "#noted");
        using var bob = await IrcPeer.JoinAsync(chat.EndPoint, "bob-noted", "#noted");
        await ann.SayAsync("PRIVMSG #noted :hello bob");
        Assert.Equal(":ann-noted!~ann-noted@127.0.0.1 PRIVMSG #noted :hello bob", await bob.UntilAsync("PRIVMSG"));
        Assert.Equal(["NICK ann-noted", "JOIN #noted", "NICK bob-noted", "JOIN #noted"], notes.Texts.Where(static text => text.Contains("noted", StringComparison.Ordinal)));
        Assert.Equal(2, chat.Figure("clients"));
        Assert.Equal(1, chat.Figure("channels"));
        Assert.Equal(1, chat.Figure("messages"));
        Assert.Equal(2, chat.Service.Status.Connections);
    }

    [Fact]
    public async Task A_line_without_end_is_refused_once_and_costs_no_memory()
    {
        await using var chat = await RunningChat.StartAsync();
        using var ann = await IrcPeer.JoinAsync(chat.EndPoint, "ann");
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)'x');
        var before = GC.GetTotalAllocatedBytes();
        for (var i = 0; i < 256; i++)
        {
            await ann.Socket.SendAsync(piece).WaitAsync(ChildProcess.Limit);
        }

        Assert.Equal(":patchbay.localhost 417 ann :Input line was too long", await ann.LineAsync());
        await ann.SayAsync("", "PING still-here");
        Assert.Equal(":patchbay.localhost PONG patchbay.localhost :still-here", await ann.LineAsync());
        // 16 MiB came: what is allocated does not grow with it, besides what the sockets' own buffers cost once.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 12 * 1024 * 1024);
    }

    [Fact]
    public async Task A_killed_client_is_told_to_the_others_with_the_reason()
    {
        await using var chat = await RunningChat.StartAsync();
        using var ann = await IrcPeer.JoinAsync(chat.EndPoint, "ann", "#a");
        using var bob = await IrcPeer.JoinAsync(chat.EndPoint, "bob", "#a");
        using var carl = await IrcPeer.JoinAsync(chat.EndPoint, "carl", "#a");
        bob.Socket.LingerState = new LingerOption(true, 0);
        bob.Dispose();
        Assert.Equal(":bob!~bob@127.0.0.1 QUIT :Connection reset by peer", await ann.UntilAsync("QUIT"));
        carl.Dispose();
        Assert.StartsWith(":carl!~carl@127.0.0.1 QUIT :Connection ", await ann.UntilAsync("QUIT"));
    }

    [Fact]
    public async Task A_server_that_stops_says_good_bye_and_cuts_nobody()
    {
        await using var chat = await RunningChat.StartAsync();
        using var ann = await IrcPeer.JoinAsync(chat.EndPoint, "ann", "#a");
        using var bob = await IrcPeer.JoinAsync(chat.EndPoint, "bob", "#a");
        var report = await chat.Service.StopAsync(CancellationToken.None);
        Assert.Equal("ERROR :Closing Link: 127.0.0.1 (Server shutting down)", await ann.UntilAsync("ERROR"));
        Assert.Equal("ERROR :Closing Link: 127.0.0.1 (Server shutting down)", await bob.UntilAsync("ERROR"));
        Assert.Null(await ann.LineAsync());
        Assert.Equal(0, report.Cut);
    }

    [Fact]
    public async Task Who_speaks_too_fast_is_slowed_and_loses_nothing()
    {
        await using var chat = await RunningChat.StartAsync(options: [("flood-burst", "2"), ("flood-rate", "20")]);
        using var ann = await IrcPeer.JoinAsync(chat.EndPoint, "ann", "#a");
        using var bob = await IrcPeer.JoinAsync(chat.EndPoint, "bob", "#a");
        var start = TimeProvider.System.GetTimestamp();
        await ann.SayAsync([.. Enumerable.Range(0, 22).Select(static number => $"PRIVMSG #a :{number}")]);
        for (var i = 0; i < 22; i++)
        {
            Assert.EndsWith($" PRIVMSG #a :{i}", await bob.UntilAsync("PRIVMSG"));
        }

        // 20 lines beyond the burst at 20 a second: never faster.
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), ChildProcess.Limit);
    }

    [Fact]
    public async Task Passwords_are_guessed_slowly_and_then_not_at_all()
    {
        await using var chat = await RunningChat.StartAsync(limits: new LoginLimits { MaxFailures = 2 });
        using var thief = await IrcPeer.ConnectAsync(chat.EndPoint);
        await thief.SayAsync("CAP REQ sasl", "NICK thief", "USER thief 0 * :thief");
        var start = TimeProvider.System.GetTimestamp();
        Assert.EndsWith(" 904 thief :SASL authentication failed", await GuessAsync(thief, "guess-1"));
        Assert.EndsWith(" 904 thief :SASL authentication failed", await GuessAsync(thief, "guess-2"));
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromMilliseconds(700), ChildProcess.Limit);

        // Also the right one, and also on a new connection.
        using var again = await IrcPeer.ConnectAsync(chat.EndPoint);
        await again.SayAsync("CAP REQ sasl", "NICK again", "USER again 0 * :again");
        Assert.Contains("too many wrong passwords, try again in ", await GuessAsync(again, "secret-1"));
        Assert.EndsWith("ERROR :Closing Link: 127.0.0.1 (Too many SASL authentication failures)", await LastAsync(thief, "guess-3"));
    }

    [Fact]
    public async Task Wider_than_loopback_a_login_is_demanded_by_default()
    {
        await using var chat = await RunningChat.StartAsync("tcp-listen:*:0");
        using var stranger = await IrcPeer.ConnectAsync(chat.EndPoint);
        await stranger.SayAsync("NICK stranger", "USER s 0 * :s");
        Assert.Contains("FAIL * ACCOUNT_REQUIRED_TO_CONNECT", await stranger.LineAsync());
        Assert.Equal("ERROR :Closing Link: 127.0.0.1 (You must log in with SASL)", await stranger.LineAsync());

        using var ann = await IrcPeer.ConnectAsync(chat.EndPoint);
        await ann.SayAsync("CAP REQ sasl", "NICK ann", "USER a 0 * :a");
        Assert.EndsWith(" 900 ann ann!~a@127.0.0.1 ann :You are now logged in as ann", await GuessAsync(ann, "secret-1"));
        await ann.SayAsync("CAP END");
        await ann.UntilAsync(" 001 ann ");

        await using var open = await RunningChat.StartAsync("tcp-listen:*:0", options: ("require-login", "no"));
        using var anybody = await IrcPeer.JoinAsync(open.EndPoint, "anybody");
        await Assert.ThrowsAsync<ConfigurationException>(() => RunningChat.StartAsync("tcp-listen:*:0", hasLogins: false));
    }

    [Fact]
    public Task Many_in_a_channel_lose_nothing_to_one_who_never_reads() => OneNeverReadsAsync(members: 400);

    // All of them join one after another, and each join is told to all before: two million lines.
    [NeedsFact("slow")]
    public Task Two_thousand_in_a_channel_lose_nothing_to_one_who_never_reads() => OneNeverReadsAsync(members: 2000);

    static async Task OneNeverReadsAsync(int members)
    {
        const int messages = 5, queue = 512 * 1024;
        await using var chat = await RunningChat.StartAsync(options: [("flood-rate", "none"), ("send-queue", "512"), ("history", "none")]);
        using var stuck = await IrcPeer.JoinAsync(chat.EndPoint, "stuck", "#big", receiveBuffer: 4096);
        var peers = new List<BigPeer>();
        try
        {
            for (var i = 0; i < members - 2; i++)
            {
                peers.Add(await BigPeer.StartAsync(chat.EndPoint, $"m{i}", "#big"));
            }

            await Task.WhenAll(peers.Select(static peer => peer.Joined)).WaitAsync(ChildProcess.Limit);
            using var ann = await IrcPeer.JoinAsync(chat.EndPoint, "ann", "#big");
            Assert.Equal(members, chat.Figure("clients"));

            // What is for the stuck one alone fills its queue; what is for all goes on meanwhile.
            var mine = Encoding.UTF8.GetBytes($"PRIVMSG stuck :{new string('x', 480)}\r\n");
            var flood = string.Concat(Enumerable.Repeat(Encoding.UTF8.GetString(mine), 100));
            var said = 0;
            for (var round = 0; chat.Figure("killed") == 0 && round < 1000; round++)
            {
                await ann.Socket.SendAsync(Encoding.UTF8.GetBytes(flood)).WaitAsync(ChildProcess.Limit);
                if (said < messages)
                {
                    await ann.SayAsync($"PRIVMSG #big :message {said++}");
                }

                await ann.SayAsync($"PING {round}");
                await ann.UntilAsync($" :{round}");
                Assert.InRange(chat.Figure("queued"), 0, queue + (members * 2048));
            }

            Assert.Equal(1, chat.Figure("killed"));
            Assert.Equal(messages, said);
            await Task.WhenAll(peers.Select(peer => peer.UntilAsync(messages, quits: 1))).WaitAsync(ChildProcess.Limit);
            Assert.Equal(0, peers.Sum(static peer => peer.Lost));
            Assert.Equal(members - 1, chat.Figure("clients"));
        }
        finally
        {
            peers.ForEach(static peer => peer.Dispose());
        }
    }

    static async Task<string> GuessAsync(IrcPeer peer, string password)
    {
        await peer.SayAsync("AUTHENTICATE PLAIN", "AUTHENTICATE " + RegistrationTests.Plain("", "ann", password));
        return await peer.UntilAsync(" 90");
    }

    static async Task<string> LastAsync(IrcPeer peer, string password)
    {
        await peer.SayAsync("AUTHENTICATE PLAIN", "AUTHENTICATE " + RegistrationTests.Plain("", "ann", password));
        return await peer.UntilAsync("ERROR");
    }

    sealed class Notes : ISocketEventSink
    {
        readonly List<string> _texts = [];

        public List<string> Texts
        {
            get
            {
                lock (_texts)
                {
                    return [.. _texts];
                }
            }
        }

        public void OnEvent(in SocketEvent socketEvent)
        {
            if (socketEvent.Step == SocketStep.Annotated)
            {
                lock (_texts)
                {
                    _texts.Add(socketEvent.Note!);
                }
            }
        }
    }
}
