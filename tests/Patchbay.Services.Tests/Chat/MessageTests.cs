using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

public class MessageTests
{
    [Fact]
    public void What_is_said_reaches_the_others_and_not_oneself()
    {
        var server = new TestServer();
        var room = server.Room("#a", "ann", "bob", "carl");
        Assert.Empty(room[0].Ask("PRIVMSG #A :hello all"));
        Assert.Equal(":ann!~ann@host PRIVMSG #a :hello all", Assert.Single(room[1].Take()));
        Assert.Equal(":ann!~ann@host PRIVMSG #a :hello all", Assert.Single(room[2].Take()));
        room[0].Say("NOTICE bob,#a :psst");
        Assert.Equal([":ann!~ann@host NOTICE bob :psst", ":ann!~ann@host NOTICE #a :psst"], room[1].Take());
    }

    [Fact]
    public void What_cannot_be_delivered_is_answered_and_a_notice_never_is()
    {
        var server = new TestServer(new ChatLimits { Targets = 2 });
        var room = server.Room("#a", "ann", "bob");
        var carl = server.Register("carl");
        Assert.Equal(":srv 411 carl :No recipient given (PRIVMSG)", Assert.Single(carl.Ask("PRIVMSG")));
        Assert.Equal(":srv 412 carl :No text to send", Assert.Single(carl.Ask("PRIVMSG ann")));
        Assert.Equal(":srv 412 carl :No text to send", Assert.Single(carl.Ask("PRIVMSG ann :")));
        Assert.Equal(":srv 401 carl dan :No such nick/channel", Assert.Single(carl.Ask("PRIVMSG dan :x")));
        Assert.Equal(":srv 403 carl #b :No such channel", Assert.Single(carl.Ask("PRIVMSG #b :x")));
        Assert.Equal(":srv 404 carl #a :Cannot send to channel", Assert.Single(carl.Ask("PRIVMSG #a :x")));
        Assert.Equal(":srv 407 carl bob :Too many targets", Assert.Single(carl.Ask("PRIVMSG ann,ann,bob :x")));
        foreach (var line in new[] { "NOTICE", "NOTICE ann", "NOTICE dan :x", "NOTICE #b :x", "NOTICE #a :x" })
        {
            Assert.Empty(carl.Ask(line));
        }

        room[0].Say("MODE #a +m");
        Assert.Equal(":srv 404 bob #a :Cannot send to channel", room[1].Ask("PRIVMSG #a :x")[0]);
        room[0].Say("MODE #a +v bob");
        Assert.Empty(room[1].Ask("PRIVMSG #a :x"));
        room[0].Say("MODE #a -mv bob", "MODE #a +b bob");
        Assert.Equal(":srv 404 bob #a :Cannot send to channel", room[1].Ask("PRIVMSG #a :x")[0]);
    }

    [Fact]
    public void A_message_to_a_status_reaches_who_has_it_or_more()
    {
        var server = new TestServer();
        var room = server.Room("#a", "ann", "bob", "carl");
        room[0].Say("MODE #a +v bob");
        room[1].Take();
        room[2].Take();
        room[2].Say("PRIVMSG +#a :who speaks", "PRIVMSG @#a :who rules");
        Assert.Equal([":carl!~carl@host PRIVMSG +#a :who speaks", ":carl!~carl@host PRIVMSG @#a :who rules"], room[0].Take().TakeLast(2));
        Assert.Equal(":carl!~carl@host PRIVMSG +#a :who speaks", Assert.Single(room[1].Take()));
        Assert.Empty(server.Store.Logs);
    }

    [Fact]
    public void Tags_go_to_who_knows_them_and_each_sees_what_it_negotiated()
    {
        var server = new TestServer();
        var plain = server.Register("plain").Say("JOIN #a");
        var timed = server.Register("timed", "server-time").Say("JOIN #a");
        var full = server.Register("full", "message-tags server-time account-tag echo-message").Say("JOIN #a");
        full.Client.Account = "ann";
        plain.Take();
        timed.Take();
        server.Pass(TimeSpan.FromMilliseconds(1234.5));
        var echo = Assert.Single(full.Ask(@"@+reply=a\sb;other=c;+draft/x PRIVMSG #a :hi"));
        var id = server.Store.Logs["#a"].Single().Id;
        Assert.Equal($@"@time=2026-11-21T06:00:01.234Z;account=ann;msgid={id};+reply=a\sb;+draft/x :full!~full@host PRIVMSG #a :hi", echo);
        Assert.Equal("@time=2026-11-21T06:00:01.234Z :full!~full@host PRIVMSG #a :hi", Assert.Single(timed.Take()));
        Assert.Equal(":full!~full@host PRIVMSG #a :hi", Assert.Single(plain.Take()));

        full.Take();
        Assert.StartsWith("@time=", Assert.Single(full.Ask("@+typing=active TAGMSG #a")));
        Assert.Empty(full.Ask("@typing=active TAGMSG #a"));
        Assert.Empty(plain.Take());
        Assert.Equal(":srv 421 plain TAGMSG :Unknown command", Assert.Single(plain.Ask("@+a TAGMSG full")));
    }

    [Fact]
    public void Away_is_told_to_who_writes()
    {
        var server = new TestServer();
        var (ann, bob) = (server.Register("ann"), server.Register("bob"));
        Assert.Equal(":srv 306 ann :You have been marked as being away", Assert.Single(ann.Ask("AWAY :at lunch")));
        Assert.Equal(":srv 301 bob ann :at lunch", Assert.Single(bob.Ask("PRIVMSG ann :hi")));
        Assert.Empty(bob.Ask("NOTICE ann :hi"));
        Assert.Equal(":srv 305 ann :You are no longer marked as being away", Assert.Single(ann.Ask("AWAY")));
        Assert.Empty(bob.Ask("PRIVMSG ann :hi"));
    }

    [Fact]
    public void A_member_who_does_not_read_is_closed_and_told_as_the_reason()
    {
        var server = new TestServer();
        var room = server.Room("#a", "ann", "bob", "stuck");
        room[2].Room = 1;
        room[0].Say("PRIVMSG #a :one", "PRIVMSG #a :two");
        Assert.Equal("ERROR :Closing Link: host (SendQ exceeded)", room[2].LastLine);
        Assert.Equal([":ann!~ann@host PRIVMSG #a :one", ":ann!~ann@host PRIVMSG #a :two", ":stuck!~stuck@host QUIT :SendQ exceeded"], room[1].Take());
        Assert.Equal(":stuck!~stuck@host QUIT :SendQ exceeded", Assert.Single(room[0].Take()));
        Assert.Equal(1, server.Server.Killed);
        Assert.Contains("SendQ exceeded: killed", room[2].Annotations);
    }

    [Fact]
    public void Members_whose_queues_overflow_by_the_news_of_others_are_closed_too()
    {
        var server = new TestServer();
        var room = server.Room("#a", "ann", "b", "c", "d");
        (room[1].Room, room[2].Room, room[3].Room) = (0, 1, 2);
        room[0].Say("PRIVMSG #a :one");
        Assert.All(room[1..], static client => Assert.Equal("SendQ exceeded", client.EndReason));
        Assert.Equal(3, room[0].Take().Count);
    }

    [Fact]
    public void People_are_described_by_who_whois_and_whowas()
    {
        var server = new TestServer();
        var ann = server.Room("#a", "ann")[0];
        var bob = server.Connect("10.1.2.3", isSecure: true).Say("NICK bob", "USER rob 0 * :Bob B", "JOIN #a", "AWAY :out");
        bob.Client.Account = "robert";
        ann.Take();
        server.Pass(TimeSpan.FromSeconds(7));
        Assert.Equal(
            [
                ":srv 311 ann bob ~rob 10.1.2.3 * :Bob B", ":srv 319 ann bob :#a", ":srv 312 ann bob srv :Patchbay", ":srv 301 ann bob :out", ":srv 671 ann bob :is using a secure connection",
                ":srv 330 ann bob robert :is logged in as", ":srv 317 ann bob 7 1795240800 :seconds idle, signon time", ":srv 318 ann bob :End of /WHOIS list",
            ],
            ann.Ask("WHOIS BOB"));
        Assert.Equal([":srv 401 ann carl :No such nick/channel", ":srv 318 ann carl :End of /WHOIS list"], ann.Ask("WHOIS carl"));
        Assert.Equal([":srv 352 ann #a ~ann host srv ann H@ :0 Real ann", ":srv 352 ann #a ~rob 10.1.2.3 srv bob G :0 Bob B", ":srv 315 ann #a :End of WHO list"], ann.Ask("WHO #a"));
        Assert.Equal([":srv 352 ann #a ~rob 10.1.2.3 srv bob G :0 Bob B", ":srv 315 ann b* :End of WHO list"], ann.Ask("WHO b*"));
        Assert.Equal(":srv 302 ann :ann=+~ann@host bob=-~rob@10.1.2.3", Assert.Single(ann.Ask("USERHOST ann bob carl")));
        Assert.Equal(":srv 303 ann :bob", Assert.Single(ann.Ask("ISON carl :bob dan")));
        bob.Say("QUIT");
        Assert.Equal([":srv 314 ann bob ~rob 10.1.2.3 * :Bob B", ":srv 312 ann bob srv :2026-11-21 06:00:07 UTC", ":srv 369 ann bob :End of WHOWAS"], ann.Ask("WHOWAS bob").TakeLast(3));
        Assert.Equal([":srv 406 ann dan :There was no such nickname", ":srv 369 ann dan :End of WHOWAS"], ann.Ask("WHOWAS dan"));
    }

    [Fact]
    public void Answers_to_a_labelled_line_are_one()
    {
        var server = new TestServer();
        var ann = server.Register("ann", "labeled-response batch echo-message message-tags draft/chathistory");
        ann.Say("JOIN #a").Take();
        Assert.Equal("@label=1 :srv ACK", Assert.Single(ann.Ask("@label=1 PONG x")));
        Assert.Equal("@label=2 :srv PONG srv :x", Assert.Single(ann.Ask("@label=2 PING x")));
        var whois = ann.Ask("@label=3 WHOIS nobody");
        Assert.Equal("@label=3 :srv BATCH +1 labeled-response", whois[0]);
        Assert.Equal("@batch=1 :srv 401 ann nobody :No such nick/channel", whois[1]);
        Assert.Equal(":srv BATCH -1", whois[^1]);

        var self = ann.Ask("@label=4 PRIVMSG ann :me");
        Assert.Equal(2, self.Count);
        Assert.Single(self, static line => line.StartsWith("@label=4;msgid=", StringComparison.Ordinal));

        ann.Say("PRIVMSG #a :kept");
        var history = ann.Ask("@label=5 CHATHISTORY LATEST #a * 5");
        Assert.Equal("@label=5 :srv BATCH +2 chathistory #a", history[0]);
        Assert.StartsWith("@batch=2;msgid=", history[1]);
        Assert.Equal(":srv BATCH -2", history[2]);
        Assert.Equal("ERROR :Closing Link: host (Quit: )", ann.Say("@label=6 QUIT").LastLine);
    }
}
