using System.Text;
using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

public class RegistrationTests
{
    [Fact]
    public void Nick_and_user_in_either_order_are_welcomed()
    {
        var server = new TestServer();
        foreach (var (first, second) in new[] { ("NICK ann", "USER ann 0 * :Ann"), ("USER bob 0 * :Bob", "NICK bob") })
        {
            var client = server.Connect("10.0.0.1");
            Assert.Empty(client.Say(first).Take());
            var lines = client.Say(second).Take();
            var nick = client.Client.Name;
            Assert.Equal($":srv 001 {nick} :Welcome to the Patchbay Network, {nick}!~{nick}@10.0.0.1", lines[0]);
            Assert.Equal(["001", "002", "003", "004", "005", "005", "251", "252", "253", "254", "255", "265", "266", "422"], lines.Select(static line => line.Split(' ')[1]));
            Assert.Contains($"NICK {nick}", client.Annotations);
        }
    }

    [Fact]
    public void Before_registration_only_its_commands_are_served()
    {
        var client = new TestServer().Connect();
        Assert.Equal(":srv 451 * :You have not registered", Assert.Single(client.Ask("JOIN #a")));
        Assert.Equal(":srv 451 * :You have not registered", Assert.Single(client.Ask("NONSENSE")));
        Assert.Equal(":srv PONG srv :x", Assert.Single(client.Ask("PING x")));
        Assert.Equal(":srv 461 * USER :Not enough parameters", Assert.Single(client.Ask("USER a")));
        Assert.Equal(":srv 431 * :No nickname given", Assert.Single(client.Ask("NICK")));
        Assert.Equal(":srv 432 * 1a :Erroneus nickname", Assert.Single(client.Ask("NICK 1a")));
        Assert.Equal(":srv 432 * * :Erroneus nickname", Assert.Single(client.Ask("NICK :a b")));
    }

    [Fact]
    public void A_nick_has_one_owner_whatever_its_case()
    {
        var server = new TestServer();
        var ann = server.Register("Ann");
        var other = server.Connect();
        Assert.Equal(":srv 433 * aNN :Nickname is already in use", Assert.Single(other.Ask("NICK aNN")));
        Assert.Equal(":Ann!~Ann@host NICK :ANN", Assert.Single(ann.Ask("NICK ANN")));
        ann.Say("QUIT");
        Assert.Empty(other.Ask("NICK ann"));
    }

    [Fact]
    public void Negotiation_holds_registration_back()
    {
        var server = new TestServer();
        var client = server.Connect();
        var list = Assert.Single(client.Ask("CAP LS 302"));
        Assert.StartsWith(":srv CAP * LS :", list);
        Assert.Contains(" sasl=PLAIN ", list);
        Assert.InRange(list.Length, 1, 510);
        client.Say("NICK ann", "USER ann 0 * :Ann");
        Assert.Equal(":srv CAP ann NAK :server-time nonsense", Assert.Single(client.Take().Concat(client.Ask("CAP REQ :server-time nonsense"))));
        Assert.Equal(":srv CAP ann ACK :multi-prefix batch", Assert.Single(client.Ask("CAP REQ :multi-prefix batch")));
        Assert.Equal(":srv CAP ann ACK :-batch", Assert.Single(client.Ask("CAP REQ -batch")));
        Assert.Equal(":srv CAP ann LIST :cap-notify multi-prefix", Assert.Single(client.Ask("CAP LIST")));
        Assert.Equal(":srv CAP ann NAK :-cap-notify", Assert.Single(client.Ask("CAP REQ -cap-notify")));
        Assert.Equal(":srv 410 ann NEW :Invalid CAP command", Assert.Single(client.Ask("CAP NEW x")));
        Assert.Contains(" 001 ", client.Ask("CAP END")[0]);
    }

    [Fact]
    public void A_client_of_version_301_sees_no_values_and_a_server_without_users_offers_no_sasl()
    {
        Assert.Contains(" sasl ", Assert.Single(new TestServer().Connect().Ask("CAP LS")));
        var alone = new TestServer(identity: new ChatIdentity { Server = "srv" }).Connect();
        Assert.DoesNotContain("sasl", Assert.Single(alone.Ask("CAP LS 302")));
        Assert.Contains(" NAK ", Assert.Single(alone.Ask("CAP REQ sasl")));
    }

    [Fact]
    public void Sasl_plain_logs_in_and_registration_waits_for_the_answer()
    {
        var server = new TestServer();
        var client = server.Connect();
        client.Say("CAP REQ sasl", "NICK ann", "USER a 0 * :A");
        client.Take();
        Assert.Equal(":srv AUTHENTICATE +", Assert.Single(client.Ask("AUTHENTICATE PLAIN")));
        Assert.Empty(client.Ask("AUTHENTICATE " + Plain("", "ann", "pass word")));
        Assert.Equal(("ann", "pass word"), client.Login);
        Assert.Empty(client.Ask("CAP END"));
        server.Server.LoginFinished(client.Client, new ChatLogin("ann", true, ""), server.Now);
        var lines = client.Take();
        Assert.Equal(":srv 900 ann ann!~a@host ann :You are now logged in as ann", lines[0]);
        Assert.Equal(":srv 903 ann :SASL authentication successful", lines[1]);
        Assert.Contains(" 001 ", lines[2]);
        Assert.Equal(":srv 907 ann :You have already authenticated using SASL", Assert.Single(client.Ask("AUTHENTICATE PLAIN")));
    }

    [Fact]
    public void A_long_sasl_message_comes_in_chunks()
    {
        var client = new TestServer().Connect();
        client.Say("CAP REQ sasl", "AUTHENTICATE PLAIN");
        var password = new string('p', 295);
        var text = Plain("", "ann", password);
        Assert.Equal(400, text.Length);
        client.Say("AUTHENTICATE " + text);
        Assert.Null(client.Login);
        client.Say("AUTHENTICATE +");
        Assert.Equal(("ann", password), client.Login);
    }

    [Fact]
    public void Sasl_tells_what_is_wrong_and_ends_after_too_many_passwords()
    {
        var server = new TestServer();
        var client = server.Connect();
        Assert.Equal(":srv 904 * :SASL authentication failed", Assert.Single(client.Ask("AUTHENTICATE PLAIN")));
        client.Say("CAP REQ sasl");
        Assert.Equal([":srv 908 * PLAIN :are available SASL mechanisms", ":srv 904 * :SASL authentication failed"], client.Ask("AUTHENTICATE SCRAM-SHA-256").TakeLast(2));
        client.Say("AUTHENTICATE PLAIN");
        Assert.Equal(":srv 904 * :SASL authentication failed", client.Ask("AUTHENTICATE !!!")[0]);
        client.Say("AUTHENTICATE PLAIN");
        Assert.Equal(":srv 904 * :SASL authentication failed", client.Ask("AUTHENTICATE " + Plain("root", "ann", "x"))[0]);
        client.Say("AUTHENTICATE PLAIN");
        Assert.Equal(":srv 906 * :SASL authentication aborted", client.Ask("AUTHENTICATE *")[0]);
        client.Say("AUTHENTICATE PLAIN");
        Assert.Equal(":srv 905 * :SASL message too long", client.Ask("AUTHENTICATE " + new string('A', 401))[0]);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Null(client.EndReason);
            client.Say("AUTHENTICATE PLAIN", "AUTHENTICATE " + Plain("", "ann", "wrong"));
            client.Take();
            server.Server.LoginFinished(client.Client, new ChatLogin(null, false, ""), server.Now);
        }

        Assert.Equal("ERROR :Closing Link: host (Too many SASL authentication failures)", client.LastLine);
    }

    [Fact]
    public void A_server_that_demands_a_login_lets_nobody_in_without_one()
    {
        var server = new TestServer(identity: new ChatIdentity { Server = "srv", HasLogins = true, RequiresLogin = true });
        var client = server.Connect().Say("NICK ann", "USER a 0 * :A");
        Assert.Equal(":srv FAIL * ACCOUNT_REQUIRED_TO_CONNECT :You must log in with SASL to use this server", Assert.Single(client.Take()));
        Assert.Equal("ERROR :Closing Link: host (You must log in with SASL)", client.LastLine);

        var known = server.Connect().Say("PASS ann:secret", "NICK ann", "USER a 0 * :A");
        Assert.Empty(known.Take());
        server.Server.LoginFinished(known.Client, new ChatLogin("ann", true, ""), server.Now);
        Assert.Contains(" 001 ", known.Take()[1]);

        var wrong = server.Connect().Say("PASS ann:nonsense", "NICK bob", "USER a 0 * :A");
        server.Server.LoginFinished(wrong.Client, new ChatLogin(null, false, ""), server.Now);
        Assert.Equal(":srv 464 bob :Password incorrect", Assert.Single(wrong.Take()));
        Assert.Equal("Password incorrect", wrong.EndReason);
    }

    [Fact]
    public void A_user_who_may_only_read_listens_where_a_login_is_demanded()
    {
        var server = new TestServer(identity: new ChatIdentity { Server = "srv", HasLogins = true, RequiresLogin = true });
        var client = server.Connect().Say("PASS bob:secret", "NICK bob", "USER a 0 * :A");
        server.Server.LoginFinished(client.Client, new ChatLogin("bob", false, ""), server.Now);
        client.Say("JOIN #a");
        Assert.Equal(":srv 404 bob #a :Cannot send to channel", Assert.Single(client.Ask("PRIVMSG #a hi")));
    }

    [Fact]
    public void Silence_is_asked_and_then_closed_and_registration_has_its_time()
    {
        var server = new TestServer();
        var ann = server.Register("ann");
        var slow = server.Connect().Say("NICK slow");
        server.Tick(TimeSpan.FromSeconds(59));
        Assert.Null(slow.EndReason);
        server.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal("ERROR :Closing Link: host (Registration timed out)", slow.LastLine);
        Assert.Empty(ann.Take());
        server.Tick(TimeSpan.FromSeconds(30));
        Assert.Equal(":srv PING :srv", Assert.Single(ann.Take()));
        server.Tick(TimeSpan.FromSeconds(59));
        Assert.Empty(ann.Take());
        server.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal("ERROR :Closing Link: host (Ping timeout: 150 seconds)", ann.LastLine);
    }

    [Fact]
    public void A_line_too_long_and_one_not_in_utf8_are_refused_and_nothing_ends()
    {
        var server = new TestServer();
        var ann = server.Register("ann");
        Assert.Equal(":srv 417 ann :Input line was too long", Assert.Single(ann.Ask("PRIVMSG ann :" + new string('x', 600))));
        server.Server.Receive(ann.Client, [(byte)'A', 0xC3, 0x28], server.Now);
        Assert.Equal(":srv FAIL * INVALID_UTF8 :Message rejected: this server speaks UTF-8 only", Assert.Single(ann.Take()));
        Assert.Equal(":srv 421 ann FOO :Unknown command", Assert.Single(ann.Ask("FOO")));
        Assert.Null(ann.EndReason);
    }

    internal static string Plain(string identity, string name, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{identity}\0{name}\0{password}"));
}
