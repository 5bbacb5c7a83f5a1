using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

public class ChannelTests
{
    [Fact]
    public void Joining_tells_the_join_then_the_topic_then_the_names()
    {
        var server = new TestServer();
        var ann = server.Room("#Room", "ann")[0];
        ann.Say("TOPIC #room :about things").Take();
        var bob = server.Register("bob");
        Assert.Equal(
            [
                ":bob!~bob@host JOIN #Room", ":srv 332 bob #Room :about things", ":srv 333 bob #Room ann!~ann@host 1795240800",
                ":srv 353 bob = #Room :@ann bob", ":srv 366 bob #Room :End of /NAMES list",
            ],
            bob.Ask("JOIN #ROOM"));
        Assert.Equal(":bob!~bob@host JOIN #Room", Assert.Single(ann.Take()));
        Assert.Empty(bob.Ask("JOIN #room"));
    }

    [Fact]
    public void What_keeps_people_out_has_its_numeric_each()
    {
        var server = new TestServer(new ChatLimits { ChannelsPerClient = 2 });
        var ann = server.Room("#a", "ann")[0];
        var bob = server.Register("bob");
        ann.Say("MODE #a +k key");
        Assert.Equal(":srv 475 bob #a :Cannot join channel (+k)", Assert.Single(bob.Ask("JOIN #a")));
        ann.Say("MODE #a -k key", "MODE #a +l 1");
        Assert.Equal(":srv 471 bob #a :Cannot join channel (+l)", Assert.Single(bob.Ask("JOIN #a")));
        ann.Say("MODE #a -l", "MODE #a +i");
        Assert.Equal(":srv 473 bob #a :Cannot join channel (+i)", Assert.Single(bob.Ask("JOIN #a")));
        ann.Say("MODE #a -i", "MODE #a +b bob");
        Assert.Equal(":srv 474 bob #a :Cannot join channel (+b)", Assert.Single(bob.Ask("JOIN #a")));
        ann.Say("MODE #a +e *!*@host");
        Assert.Contains(":bob!~bob@host JOIN #a", bob.Ask("JOIN #a"));
        Assert.Equal(":srv 403 bob a :No such channel", Assert.Single(bob.Ask("JOIN a")));
        Assert.Equal(":srv 403 bob # :No such channel", Assert.Single(bob.Ask("JOIN #")));
        bob.Say("JOIN #b");
        Assert.Equal(":srv 405 bob #c :You have joined too many channels", Assert.Single(bob.Ask("JOIN #c")));
        bob.Say("JOIN 0");
        Assert.Empty(bob.Client.Channels);
    }

    [Fact]
    public void Keys_go_with_channels_in_order_and_an_invitation_opens_the_door_once()
    {
        var server = new TestServer();
        var ann = server.Register("ann");
        ann.Say("JOIN #a,#b", "MODE #a +k one", "MODE #b +i");
        var bob = server.Register("bob");
        ann.Take();
        Assert.Equal(":srv 341 ann bob #b", Assert.Single(ann.Ask("INVITE bob #b")));
        Assert.Equal(":ann!~ann@host INVITE bob #b", Assert.Single(bob.Take()));
        Assert.Equal([":srv 336 bob #b", ":srv 337 bob :End of /INVITE list"], bob.Ask("INVITE"));
        bob.Say("JOIN #a,#b one");
        Assert.Equal(2, bob.Client.Channels.Count);
        bob.Say("PART #b");
        Assert.Equal(":srv 473 bob #b :Cannot join channel (+i)", Assert.Single(bob.Ask("JOIN #b")));
        Assert.Equal(":srv 443 ann bob #a :is already on channel", Assert.Single(ann.Ask("INVITE bob #a")));
        Assert.Equal(":srv 401 ann carl :No such nick/channel", Assert.Single(ann.Ask("INVITE carl #a")));
        Assert.Equal(":srv 442 bob #b :You're not on that channel", Assert.Single(bob.Ask("INVITE ann #b")));
    }

    [Fact]
    public void Parting_and_quitting_are_told_once_to_everybody_who_shares_a_channel()
    {
        var server = new TestServer();
        var (ann, bob) = (server.Register("ann"), server.Register("bob"));
        ann.Say("JOIN #a,#b");
        bob.Say("JOIN #a,#b").Take();
        Assert.Equal([":ann!~ann@host PART #a :so long", ":ann!~ann@host QUIT :Quit: bye"], [.. ann.Say("PART #a :so long", "QUIT :bye").Take().Take(0), .. bob.Take()]);
        Assert.Equal("ERROR :Closing Link: host (Quit: bye)", ann.LastLine);
        Assert.Equal(":srv 442 bob #a :You're not on that channel", bob.Say("PART #a").Ask("PART #b").Count == 1 ? ":srv 442 bob #a :You're not on that channel" : "");
        Assert.Equal(":srv 403 bob #a :No such channel", Assert.Single(bob.Ask("PART #a")));
        Assert.Equal(0, server.Server.Channels);
    }

    [Fact]
    public void Kicks_are_for_operators_and_reach_several()
    {
        var server = new TestServer();
        var room = server.Room("#a", "ann", "bob", "carl");
        Assert.Equal(":srv 482 bob #a :You're not channel operator", Assert.Single(room[1].Ask("KICK #a ann")));
        Assert.Equal([":ann!~ann@host KICK #a bob :out", ":srv 401 ann dan :No such nick/channel", ":ann!~ann@host KICK #a carl :out"], room[0].Ask("KICK #a bob,dan,carl :out"));
        Assert.Equal(":ann!~ann@host KICK #a bob :out", Assert.Single(room[1].Take()));
        Assert.Equal(":srv 441 ann bob #a :They aren't on that channel", Assert.Single(room[0].Ask("KICK #a bob")));
    }

    [Fact]
    public void A_topic_is_protected_shown_cleared_and_cut()
    {
        var server = new TestServer();
        var room = server.Room("#a", "ann", "bob");
        Assert.Equal(":srv 331 bob #a :No topic is set", Assert.Single(room[1].Ask("TOPIC #a")));
        Assert.Equal(":srv 482 bob #a :You're not channel operator", Assert.Single(room[1].Ask("TOPIC #a :x")));
        room[0].Say("MODE #a -t");
        Assert.Equal(":bob!~bob@host TOPIC #a :" + new string('x', 390), room[1].Ask("TOPIC #a :" + new string('x', 400))[0]);
        Assert.Equal(":bob!~bob@host TOPIC #a :", Assert.Single(room[1].Ask("TOPIC #a :")));
        Assert.Equal(":srv 331 bob #a :No topic is set", Assert.Single(room[1].Ask("TOPIC #a")));
    }

    [Fact]
    public void Secret_channels_and_invisible_people_are_seen_by_members_only()
    {
        var server = new TestServer();
        var ann = server.Room("#s", "ann")[0];
        ann.Say("MODE #s +s", "JOIN #open", "MODE ann +i").Take();
        var bob = server.Register("bob");
        Assert.Equal([":srv 321 bob Channel :Users  Name", ":srv 322 bob #open 1 :", ":srv 323 bob :End of /LIST"], bob.Ask("LIST"));
        Assert.Equal(":srv 366 bob #s :End of /NAMES list", Assert.Single(bob.Ask("NAMES #s")));
        Assert.Equal(":srv 366 bob #open :End of /NAMES list", Assert.Single(bob.Ask("NAMES #open")));
        Assert.Equal(":srv 315 bob * :End of WHO list", bob.Ask("WHO *").Last());
        Assert.DoesNotContain(bob.Ask("WHO *"), static line => line.Contains("ann", StringComparison.Ordinal));
        Assert.DoesNotContain(bob.Ask("WHOIS ann"), static line => line.Contains(" 319 ", StringComparison.Ordinal));
        Assert.Equal(":srv 403 bob #s :No such channel", Assert.Single(bob.Ask("PRIVMSG #s :hi")));
        Assert.Equal(":srv 403 bob #s :No such channel", Assert.Single(bob.Ask("MODE #s")));
        Assert.Equal([":srv 353 ann @ #s :@ann", ":srv 366 ann #s :End of /NAMES list"], ann.Ask("NAMES #s"));
    }

    [Fact]
    public void Lists_are_chosen_by_mask_and_by_number()
    {
        var server = new TestServer();
        server.Room("#big", "ann", "bob");
        server.Room("#small", "carl");
        var dan = server.Register("dan");
        Assert.Equal(["#big"], Listed("LIST >1"));
        Assert.Equal(["#small"], Listed("LIST <2"));
        Assert.Equal(["#big"], Listed("LIST #b*"));
        Assert.Equal(["#small"], Listed("LIST #SMALL"));
        Assert.Empty(Listed("LIST #b*,<2"));

        IEnumerable<string> Listed(string line) => dan.Ask(line).Where(static line => line.Contains(" 322 ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[3]);
    }

    [Fact]
    public void Modes_are_told_as_they_were_done()
    {
        var server = new TestServer();
        var room = server.Room("#a", "ann", "bob");
        Assert.Equal(":ann!~ann@host MODE #a +mvb-n bob x!*@*", room[0].Ask("MODE #a +mvb-n+v bob x nobody")[1]);
        Assert.Equal(":srv 324 bob #a +mt", room[1].Ask("MODE #a")[0]);
        Assert.Equal(":srv 482 bob #a :You're not channel operator", Assert.Single(room[1].Ask("MODE #a +o bob")));
        Assert.Equal(":srv 472 ann Z :is unknown mode char to me", Assert.Single(room[0].Ask("MODE #a +Z")));
        Assert.Equal(":srv 441 ann carl #a :They aren't on that channel", Assert.Single([.. server.Register("carl").Take(), .. room[0].Ask("MODE #a +o carl")]));
        Assert.Equal([":srv 367 bob #a x!*@* ann!~ann@host 1795240800", ":srv 368 bob #a :End of channel ban list"], room[1].Ask("MODE #a b"));
        Assert.Empty(room[0].Ask("MODE #a +m"));
        Assert.Equal(":ann!~ann@host MODE #a -b x!*@*", Assert.Single(room[0].Ask("MODE #a -b X!*@*")));
        Assert.Equal(":srv 696 ann #a l x :A limit is a number from 1", Assert.Single(room[0].Ask("MODE #a +l x")));
        Assert.Equal(":srv 525 ann #a :Key is not well-formed", Assert.Single(room[0].Ask("MODE #a +k a,b")));
        Assert.Equal(":ann!~ann@host MODE #a +k one", Assert.Single(room[0].Ask("MODE #a +k one")));
        Assert.Equal(":ann!~ann@host MODE #a -k one", Assert.Single(room[0].Ask("MODE #a -k *")));
        Assert.Equal(":ann!~ann@host MODE #a -o ann", Assert.Single(room[0].Ask("MODE #a -o ann")));
    }

    [Fact]
    public void Many_long_masks_are_told_in_several_lines()
    {
        var server = new TestServer();
        var ann = server.Room("#a", "ann")[0];
        var masks = Enumerable.Range(0, 12).Select(static number => new string((char)('a' + number), 37)).ToArray();
        var lines = ann.Ask($"MODE #a +{new string('b', 12)} {string.Join(' ', masks)}");
        Assert.InRange(lines.Count, 2, 3);
        Assert.All(masks, mask => Assert.Contains(lines, line => line.Contains($"{mask}!*@*", StringComparison.Ordinal)));
    }

    [Fact]
    public void User_modes_are_ones_own()
    {
        var server = new TestServer();
        var ann = server.Room("#a", "ann", "bob")[0];
        Assert.Equal(":srv 221 ann +", Assert.Single(ann.Ask("MODE ann")));
        Assert.Equal([":ann!~ann@host MODE ann +i", ":srv 501 ann :Unknown MODE flag"], ann.Ask("MODE ann +ix"));
        Assert.Equal(":srv 221 ann +i", Assert.Single(ann.Ask("MODE ann")));
        Assert.Equal(":srv 502 ann :Cant change mode for other users", Assert.Single(ann.Ask("MODE bob +i")));
    }

    [Fact]
    public void Changes_of_those_around_are_told_to_who_asked_for_them()
    {
        var server = new TestServer();
        var old = server.Room("#a", "old")[0];
        var modern = server.Register("new", "away-notify extended-join account-notify setname invite-notify multi-prefix userhost-in-names");
        modern.Say("JOIN #a").Take();
        var ann = server.Register("ann", "sasl setname").Say("JOIN #a");
        Assert.Equal(":ann!~ann@host JOIN #a * :Real ann", Assert.Single(modern.Take()));
        ann.Say("AWAY :lunch", "SETNAME :Ann Other", "AUTHENTICATE PLAIN", "AUTHENTICATE " + RegistrationTests.Plain("", "ann", "x"));
        server.Server.LoginFinished(ann.Client, new ChatLogin("ann", true, ""), server.Now);
        Assert.Equal([":ann!~ann@host AWAY :lunch", ":ann!~ann@host SETNAME :Ann Other", ":ann!~ann@host ACCOUNT ann"], modern.Take());
        ann.Say("AWAY");
        Assert.Equal(":ann!~ann@host AWAY", Assert.Single(modern.Take()));
        old.Say("MODE #a +v old", $"INVITE {server.Register("guest").Client.Name} #a");
        Assert.Contains(":old!~old@host INVITE guest #a", modern.Take());
        Assert.Contains(":srv 353 new = #a :@+old!~old@host new!~new@host ann!~ann@host", modern.Ask("NAMES #a"));
        Assert.DoesNotContain(old.Take(), static line => line.Contains("AWAY", StringComparison.Ordinal) || line.Contains("SETNAME", StringComparison.Ordinal) || line.Contains("ACCOUNT", StringComparison.Ordinal));
    }
}
