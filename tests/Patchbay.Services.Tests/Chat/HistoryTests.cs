using FsCheck;
using FsCheck.Fluent;
using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

public class HistoryTests
{
    const string Modern = "draft/chathistory batch message-tags server-time";

    [Fact]
    public void The_latest_messages_come_in_a_batch_oldest_first()
    {
        var (_, ann, ids) = Talk(5);
        Assert.Equal(["3", "4", "5"], Texts(ann.Ask("CHATHISTORY LATEST #A * 3")));
        Assert.Equal(["4", "5"], Texts(ann.Ask($"CHATHISTORY LATEST #a msgid={ids[2]} 50")));
        Assert.Equal(["5"], Texts(ann.Ask("CHATHISTORY LATEST #a timestamp=2026-11-21T06:00:04.000Z 50")));
        var lines = ann.Ask("CHATHISTORY LATEST #a * 1");
        Assert.Equal("@time=2026-11-21T06:00:05.000Z :srv BATCH +4 chathistory #a", lines[0]);
        Assert.Equal($"@batch=4;time=2026-11-21T06:00:05.000Z;msgid={ids[4]} :ann!~ann@host PRIVMSG #a :5", lines[1]);
        Assert.Equal("@time=2026-11-21T06:00:05.000Z :srv BATCH -4", lines[2]);
    }

    [Fact]
    public void Every_subcommand_selects_as_specified()
    {
        var (_, ann, ids) = Talk(9);
        Assert.Equal(["3", "4"], Texts(ann.Ask($"CHATHISTORY BEFORE #a msgid={ids[4]} 2")));
        Assert.Equal(["1", "2"], Texts(ann.Ask("CHATHISTORY BEFORE #a timestamp=2026-11-21T06:00:03.000Z 5")));
        Assert.Equal(["6", "7"], Texts(ann.Ask($"CHATHISTORY AFTER #a msgid={ids[4]} 2")));
        Assert.Equal(["4", "5"], Texts(ann.Ask("CHATHISTORY AFTER #a timestamp=2026-11-21T06:00:03.000Z 2")));
        Assert.Equal(["4", "5", "6"], Texts(ann.Ask($"CHATHISTORY AROUND #a msgid={ids[4]} 3")));
        Assert.Equal(["3", "4"], Texts(ann.Ask($"CHATHISTORY BETWEEN #a msgid={ids[1]} msgid={ids[7]} 2")));
        Assert.Equal(["6", "7"], Texts(ann.Ask($"CHATHISTORY BETWEEN #a msgid={ids[7]} msgid={ids[1]} 2")));
        Assert.Equal(["3", "4"], Texts(ann.Ask("CHATHISTORY BETWEEN #a timestamp=2026-11-21T06:00:02.000Z timestamp=2026-11-21T06:00:05.000Z 9")));
        Assert.Empty(Texts(ann.Ask($"CHATHISTORY AFTER #a msgid={ids[8]} 2")));
        Assert.Contains("CHATHISTORY TARGETS #a 2026-11-21T06:00:09.000Z", ann.Ask("CHATHISTORY TARGETS timestamp=2026-11-21T06:00:00.000Z timestamp=2026-11-21T07:00:00.000Z 9")[1]);
    }

    [Theory]
    [InlineData("CHATHISTORY", "INVALID_PARAMS * :Unknown command")]
    [InlineData("CHATHISTORY SOON #a * 1", "INVALID_PARAMS SOON :Unknown command")]
    [InlineData("CHATHISTORY LATEST #a *", "INVALID_PARAMS LATEST :Insufficient parameters")]
    [InlineData("CHATHISTORY LATEST #a * 1 2", "INVALID_PARAMS LATEST :Too many parameters")]
    [InlineData("CHATHISTORY LATEST #a * many", "INVALID_PARAMS LATEST many :Invalid limit")]
    [InlineData("CHATHISTORY LATEST #a * 0", "INVALID_PARAMS LATEST 0 :Invalid limit")]
    [InlineData("CHATHISTORY BEFORE #a * 1", "INVALID_PARAMS BEFORE * :Invalid message reference")]
    [InlineData("CHATHISTORY BEFORE #a timestamp=yesterday 1", "INVALID_PARAMS BEFORE timestamp=yesterday :Invalid message reference")]
    [InlineData("CHATHISTORY BEFORE #a uid=1 1", "INVALID_MSGREFTYPE BEFORE uid=1 :References are msgid=… and timestamp=…")]
    [InlineData("CHATHISTORY LATEST #b * 1", "INVALID_TARGET LATEST #b :Messages could not be retrieved")]
    [InlineData("CHATHISTORY LATEST ann * 1", "INVALID_TARGET LATEST ann :Messages could not be retrieved")]
    [InlineData("CHATHISTORY BEFORE #a msgid=gone 1", "MESSAGE_ERROR BEFORE #a :Messages could not be retrieved: that message is not kept any more")]
    public void What_cannot_be_asked_fails_by_its_code(string line, string failure)
    {
        var (_, ann, _) = Talk(1);
        Assert.Equal($":srv FAIL CHATHISTORY {failure}", Assert.Single(ann.Ask(line)).Split(' ', 2)[1]);
    }

    [Fact]
    public void A_client_without_batch_gets_the_lines_alone_and_one_without_the_capability_nothing()
    {
        var (server, _, _) = Talk(2);
        var plain = server.Register("plain", "draft/chathistory").Say("JOIN #a");
        Assert.Equal([":ann!~ann@host PRIVMSG #a :1", ":ann!~ann@host PRIVMSG #a :2"], plain.Ask("CHATHISTORY LATEST #a * 9"));
        Assert.Equal(":srv 421 old CHATHISTORY :Unknown command", Assert.Single(server.Register("old").Ask("CHATHISTORY LATEST #a * 9")));
    }

    [Fact]
    public void On_joining_the_last_messages_are_told_to_who_can_tell_their_time_and_cannot_ask()
    {
        var (server, _, _) = Talk(30);
        var timed = server.Register("timed", "server-time");
        var told = timed.Ask("JOIN #a");
        Assert.Equal(20, told.Count(static line => line.Contains("PRIVMSG", StringComparison.Ordinal)));
        Assert.Equal("@time=2026-11-21T06:00:11.000Z :ann!~ann@host PRIVMSG #a :11", told[3]);
        Assert.DoesNotContain(server.Register("plain").Ask("JOIN #a"), static line => line.Contains("PRIVMSG", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Register("modern", Modern).Ask("JOIN #a"), static line => line.Contains("PRIVMSG", StringComparison.Ordinal));
    }

    [Fact]
    public void History_outlives_the_channel_and_the_server_and_what_was_private_does_not()
    {
        var (server, ann, _) = Talk(2);
        ann.Say("MODE #a +k key", "PRIVMSG #a :secret", "MODE #a -k key", "PRIVMSG #a :open");
        Assert.Equal(["1", "2", "secret", "open"], Texts(ann.Ask("CHATHISTORY LATEST #a * 9")));
        server.Pass(TimeSpan.FromSeconds(1));
        ann.Say("PART #a", "JOIN #a");
        Assert.Equal(["1", "2", "open"], Texts(ann.Ask("CHATHISTORY LATEST #a * 9")));

        var next = new TestServer(store: server.Store);
        next.Pass(TimeSpan.FromHours(1));
        Assert.Equal(["1", "2", "open"], Texts(next.Register("bob", Modern).Say("JOIN #A").Ask("CHATHISTORY LATEST #a * 9")));
        next.Pass(TimeSpan.FromDays(7));
        Assert.Empty(Texts(next.Register("carl", Modern).Say("JOIN #a").Ask("CHATHISTORY LATEST #a * 9")));
    }

    [Fact]
    public void A_reading_of_the_history_has_the_bound_of_isupport()
    {
        var server = new TestServer(new ChatLimits { History = 10, HistoryRequest = 4 });
        var ann = server.Register("ann", Modern).Say("JOIN #a");
        for (var i = 1; i <= 100; i++)
        {
            ann.Say($"PRIVMSG #a :{i}");
        }

        Assert.Equal(["97", "98", "99", "100"], Texts(ann.Ask("CHATHISTORY LATEST #a * 1000")));
        Assert.InRange(server.Server.Core.FindChannel("#a")!.History.Count, 10, 26);
    }

    [Fact]
    public void Selections_are_those_of_a_plain_filter()
    {
        var history = new ChannelHistory(1000);
        var all = Enumerable.Range(0, 40).Select(number => history.Add(new HistoryEntry(TestServer.Start.AddSeconds(number / 2), $"id{number}", "a!b@c", "PRIVMSG", $"{number}") { OnlyFor = number % 7 == 0 ? TestServer.Start : null })).ToList();
        var place = Gen.Choose(0, 39);
        Prop.ForAll(place.ToArbitrary(), place.ToArbitrary(), Gen.Choose(1, 45).ToArbitrary(), (from, to, limit) =>
        {
            var channel = TestServer.Start.AddSeconds(from % 2);
            var seen = all.Where(entry => entry.OnlyFor is null || entry.OnlyFor == channel).ToList();
            bool Before(HistoryEntry entry, int than) => all.IndexOf(entry) < than;
            bool After(HistoryEntry entry, int than) => all.IndexOf(entry) > than;
            HistoryReference Id(int number) => new($"id{number}", null);
            Assert.Equal(seen.Where(entry => Before(entry, from)).TakeLast(limit), history.Select(HistorySelection.Before, Id(from), default, limit, channel)!);
            Assert.Equal(seen.Where(entry => After(entry, from)).Take(limit), history.Select(HistorySelection.After, Id(from), default, limit, channel)!);
            Assert.Equal(seen.Where(entry => entry.Time < all[from].Time).TakeLast(limit), history.Select(HistorySelection.Before, new(null, all[from].Time), default, limit, channel)!);
            Assert.Equal(seen.Where(entry => entry.Time > all[from].Time).Take(limit), history.Select(HistorySelection.After, new(null, all[from].Time), default, limit, channel)!);
            Assert.Equal(from <= to ? seen.Where(entry => After(entry, from) && Before(entry, to)).Take(limit) : seen.Where(entry => After(entry, to) && Before(entry, from)).TakeLast(limit), history.Select(HistorySelection.Between, Id(from), Id(to), limit, channel)!);
            Assert.InRange(history.Select(HistorySelection.Around, Id(from), default, limit, channel)!.Count, 0, limit);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_log_line_is_read_as_it_was_written()
    {
        foreach (var entry in new[]
        {
            new HistoryEntry(TestServer.Start, "a-1", "n!u@h", "PRIVMSG", " :text; with é "),
            new HistoryEntry(TestServer.Start, "a-2", "n!u@h", "NOTICE", "x") { Account = "ann", ClientTags = @"+a=b\sc;+d", OnlyFor = TestServer.Start.AddDays(-1) },
        })
        {
            var line = HistoryLine.Format(entry);
            Assert.Equal(entry, HistoryLine.Parse(line.AsSpan(0, line.Length - 1)));
            Assert.Null(HistoryLine.Parse(line.AsSpan(0, 40)));
        }
    }

    static (TestServer Server, FakeClient Ann, string[] Ids) Talk(int messages)
    {
        var server = new TestServer();
        var ann = server.Register("ann", Modern).Say("JOIN #a");
        for (var i = 1; i <= messages; i++)
        {
            server.Pass(TimeSpan.FromSeconds(1));
            ann.Say($"PRIVMSG #a :{i}");
        }

        ann.Take();
        return (server, ann, [.. server.Store.Logs["#a"].Select(static entry => entry.Id)]);
    }

    static IEnumerable<string> Texts(List<string> lines) => lines.Where(static line => line.Contains(" PRIVMSG ", StringComparison.Ordinal)).Select(static line => line[(line.LastIndexOf(" :", StringComparison.Ordinal) + 2)..]);
}
