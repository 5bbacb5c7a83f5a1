using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

/// <summary>RPL_ISUPPORT tells the truth: each token is tried.</summary>
public class IsupportTests
{
    static readonly ChatLimits Small = new() { Nick = 10, User = 9, ChannelName = 20, Topic = 80, Kick = 81, Away = 82, Key = 8, ChannelsPerClient = 3, ListEntries = 5, Modes = 4, Targets = 2, HistoryRequest = 3 };

    readonly TestServer _server = new(Small);
    readonly FakeClient _ann, _bob;

    public IsupportTests()
    {
        (_ann, _bob) = (_server.Register("ann", "draft/chathistory message-tags"), _server.Register("bob", "multi-prefix message-tags"));
        _ann.Say("JOIN #a");
        _bob.Say("JOIN #a").Take();
        _ann.Take();
    }

    [Fact]
    public void There_is_a_trial_for_every_token()
    {
        var tokens = Isupport.Tokens(Small, new ChatIdentity()).Select(static token => token.Split('=')[0]).ToHashSet();
        var trials = typeof(IsupportTests).GetMethods().Select(static method => method.Name.Split('_')[0]).Where(static name => name.All(char.IsAsciiLetterUpper) || name == "UTF8ONLY").ToHashSet();
        Assert.Equal(tokens.Order(), trials.Order());
    }

    [Fact]
    public void AWAYLEN_() => Assert.Equal(int.Parse(Token("AWAYLEN")), Longest(_ann.Say("AWAY :" + new string('x', 300)).Client.Away!));

    [Fact]
    public void CASEMAPPING_()
    {
        Assert.Equal("ascii", Token("CASEMAPPING"));
        Assert.Contains(" 311 ", _ann.Ask("WHOIS BOB")[0]);
        _server.Register("x[");
        Assert.Contains(" 401 ", _ann.Ask("WHOIS x{")[0]);
    }

    [Fact]
    public void CHANLIMIT_()
    {
        Assert.Equal("#:3", Token("CHANLIMIT"));
        Assert.DoesNotContain(_ann.Ask("JOIN #b,#c"), static line => line.Contains(" 405 ", StringComparison.Ordinal));
        Assert.Contains(" 405 ", Assert.Single(_ann.Ask("JOIN #d")));
    }

    [Fact]
    public void CHANMODES_()
    {
        var types = Token("CHANMODES").Split(',');
        foreach (var list in types[0])
        {
            Assert.Contains($" MODE #a +{list} x!*@*", Assert.Single(_ann.Ask($"MODE #a +{list} x")));
            Assert.Equal(2, _ann.Ask($"MODE #a {list}").Count);
            Assert.Contains($" MODE #a -{list} x!*@*", Assert.Single(_ann.Ask($"MODE #a -{list} x")));
        }

        foreach (var setting in types[1])
        {
            Assert.Contains($" MODE #a +{setting} 5", Assert.Single(_ann.Ask($"MODE #a +{setting} 5")));
            Assert.Contains($" MODE #a -{setting} 5", Assert.Single(_ann.Ask($"MODE #a -{setting} 5")));
        }

        foreach (var setting in types[2])
        {
            Assert.Contains($" MODE #a +{setting} 5", Assert.Single(_ann.Ask($"MODE #a +{setting} 5")));
            Assert.EndsWith($" MODE #a -{setting}", Assert.Single(_ann.Ask($"MODE #a -{setting}")));
        }

        _ann.Say("MODE #a -" + types[3]).Take();
        foreach (var flag in types[3])
        {
            Assert.EndsWith($" MODE #a +{flag}", Assert.Single(_ann.Ask($"MODE #a +{flag}")));
        }

        foreach (var other in Enumerable.Range('A', 58).Select(static code => (char)code).Where(char.IsAsciiLetter).Except(string.Concat(types) + "ov"))
        {
            Assert.Contains($" 472 ann {other} ", Assert.Single(_ann.Ask($"MODE #a +{other} x")));
        }
    }

    [Fact]
    public void CHANNELLEN_()
    {
        var longest = "#" + new string('x', int.Parse(Token("CHANNELLEN")) - 1);
        Assert.Contains($"JOIN {longest}", _ann.Ask($"JOIN {longest}")[0]);
        Assert.Contains(" 403 ", Assert.Single(_ann.Ask($"JOIN {longest}x")));
    }

    [Fact]
    public void CHANTYPES_()
    {
        Assert.Equal("#", Token("CHANTYPES"));
        Assert.All("&+!", type => Assert.Contains(" 403 ", Assert.Single(_ann.Ask($"JOIN {type}b"))));
    }

    [Fact]
    public void ELIST_()
    {
        Assert.Equal("MU", Token("ELIST"));
        Assert.Equal(3, _ann.Ask("LIST >1").Count);
        Assert.Equal(2, _ann.Ask("LIST <2").Count);
        Assert.Equal(3, _ann.Ask("LIST #?").Count);
        Assert.Equal(2, _ann.Ask("LIST #b*").Count);
    }

    [Fact]
    public void EXCEPTS_()
    {
        var carl = _server.Register("carl");
        _ann.Say("MODE #a +b *", $"MODE #a +{Token("EXCEPTS")} carl");
        Assert.Contains("JOIN #a", carl.Ask("JOIN #a")[0]);
    }

    [Fact]
    public void INVEX_()
    {
        var carl = _server.Register("carl");
        _ann.Say("MODE #a +i", $"MODE #a +{Token("INVEX")} carl");
        Assert.Contains("JOIN #a", carl.Ask("JOIN #a")[0]);
    }

    [Fact]
    public void KEYLEN_()
    {
        var key = new string('k', int.Parse(Token("KEYLEN")));
        Assert.Contains(" 525 ", Assert.Single(_ann.Ask($"MODE #a +k {key}k")));
        Assert.Contains($"+k {key}", Assert.Single(_ann.Ask($"MODE #a +k {key}")));
    }

    [Fact]
    public void KICKLEN_() => Assert.Equal(int.Parse(Token("KICKLEN")), Longest(_ann.Ask("KICK #a bob :" + new string('x', 300))[0]));

    [Fact]
    public void MAXLIST_()
    {
        Assert.Equal("Ibe:5", Token("MAXLIST"));
        _ann.Say("MODE #a +bbe a b c", "MODE #a +II d e").Take();
        Assert.Equal(":srv 478 ann #a b :Channel list is full", Assert.Single(_ann.Ask("MODE #a +b f")));
    }

    [Fact]
    public void MAXTARGETS_()
    {
        Assert.Equal("2", Token("MAXTARGETS"));
        Assert.Contains(" 407 ", Assert.Single(_ann.Ask("PRIVMSG bob,bob,bob :x")));
        Assert.Equal(2, _bob.Take().Count);
    }

    [Fact]
    public void MODES_() => Assert.EndsWith($"+{new string('b', int.Parse(Token("MODES")))} 1!*@* 2!*@* 3!*@* 4!*@*", Assert.Single(_ann.Ask("MODE #a +bbbbb 1 2 3 4 5")));

    [Fact]
    public void NETWORK_() => Assert.Contains($"Welcome to the {Token("NETWORK")} Network", _server.Connect().Say("NICK z", "USER z 0 * z").Take()[0]);

    [Fact]
    public void NICKLEN_()
    {
        var nick = new string('n', int.Parse(Token("NICKLEN")));
        Assert.Contains(" 432 ", Assert.Single(_ann.Ask($"NICK {nick}n")));
        Assert.EndsWith($"NICK {nick}", Assert.Single(_ann.Ask($"NICK {nick}").Take(1)).Replace(":n", "n", StringComparison.Ordinal));
    }

    [Fact]
    public void PREFIX_()
    {
        Assert.Equal("(ov)@+", Token("PREFIX"));
        _ann.Say("MODE #a +ov bob bob");
        Assert.Contains(":@ann @+bob", _bob.Ask("NAMES #a")[0]);
        Assert.Contains(":@ann @bob", _ann.Ask("NAMES #a")[0]);
    }

    [Fact]
    public void STATUSMSG_()
    {
        foreach (var sign in Token("STATUSMSG"))
        {
            _bob.Say($"PRIVMSG {sign}#a :x");
            Assert.EndsWith($"PRIVMSG {sign}#a :x", Assert.Single(_ann.Take()));
        }
    }

    [Fact]
    public void TARGMAX_()
    {
        var most = Token("TARGMAX").Split(',').Select(static pair => pair.Split(':')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        foreach (var command in new[] { "PRIVMSG", "NOTICE" })
        {
            _bob.Take();
            _ann.Say($"{command} bob,bob,bob :x");
            Assert.Equal(most[command], $"{_bob.Take().Count}");
        }

        _ann.Say("@+x TAGMSG bob,bob,bob");
        Assert.Equal(most["TAGMSG"], $"{_bob.Take().Count}");
        Assert.Equal("", most["JOIN"] + most["PART"] + most["NAMES"] + most["LIST"]);
        Assert.Equal(2, _ann.Ask("JOIN #b,#c").Count(static line => line.Contains(" 366 ", StringComparison.Ordinal)));
        Assert.Equal(3, _ann.Ask("NAMES #a,#b,#c").Count(static line => line.Contains(" 366 ", StringComparison.Ordinal)));
        Assert.Equal(2, _ann.Ask("PART #b,#c").Count);
        Assert.Equal(3, _ann.Ask("LIST #a,#b,#c").Count);
        Assert.Equal("1", most["WHOIS"]);
        Assert.Single(_ann.Ask("WHOIS bob,ann"), static line => line.Contains(" 311 ", StringComparison.Ordinal));
        Assert.Equal("2", most["KICK"]);
        Assert.Equal(2, _ann.Ask("KICK #a nobody,nobody,bob").Count);
    }

    [Fact]
    public void TOPICLEN_() => Assert.Equal(int.Parse(Token("TOPICLEN")), Longest(_ann.Ask("TOPIC #a :" + new string('x', 300))[0]));

    [Fact]
    public void USERLEN_()
    {
        var client = _server.Connect().Say("NICK long", "USER " + new string('x', 40) + " 0 * :x");
        Assert.Equal(int.Parse(Token("USERLEN")), client.Client.User!.Length);
    }

    [Fact]
    public void UTF8ONLY_()
    {
        _server.Server.Receive(_ann.Client, [.. "PRIVMSG bob :"u8, 0xFF], _server.Now);
        Assert.Contains("INVALID_UTF8", Assert.Single(_ann.Take()));
        Assert.Empty(_bob.Take());
    }

    [Fact]
    public void CHATHISTORY_()
    {
        _ann.Say(Enumerable.Range(0, 9).Select(static number => $"PRIVMSG #a :{number}").ToArray());
        Assert.Equal(int.Parse(Token("CHATHISTORY")), _ann.Ask("CHATHISTORY LATEST #a * 9").Count);
    }

    [Fact]
    public void MSGREFTYPES_()
    {
        Assert.Equal("msgid,timestamp", Token("MSGREFTYPES"));
        _ann.Say("PRIVMSG #a :x");
        Assert.Single(_ann.Ask("CHATHISTORY AROUND #a timestamp=2026-11-21T06:00:00.000Z 1"));
        Assert.DoesNotContain("FAIL", Assert.Single(_ann.Ask($"CHATHISTORY AROUND #a msgid={_server.Store.Logs["#a"][0].Id} 1")));
    }

    static string Token(string name) => Isupport.Tokens(Small, new ChatIdentity()).Single(token => token.Split('=')[0] == name).Split('=', 2)[1];

    static int Longest(string text) => text.Count(static character => character == 'x');
}
