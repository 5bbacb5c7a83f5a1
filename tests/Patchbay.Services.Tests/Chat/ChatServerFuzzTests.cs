using System.Text;
using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

/// <summary>Many clients say random things; what must always hold is checked after each. A failure prints the seed that repeats it.</summary>
public class ChatServerFuzzTests
{
    static readonly string[] Commands =
    [
        "CAP", "AUTHENTICATE", "PASS", "NICK", "USER", "PING", "PONG", "QUIT", "JOIN", "PART", "TOPIC", "KICK", "INVITE", "NAMES", "LIST", "MODE", "PRIVMSG", "NOTICE", "TAGMSG", "WHO", "WHOIS", "WHOWAS", "USERHOST", "ISON",
        "AWAY", "SETNAME", "CHATHISTORY", "MOTD", "LUSERS", "VERSION", "TIME", "FOO", "JOIN", "JOIN", "PRIVMSG", "MODE",
    ];

    static readonly string[] Words =
    [
        "a", "b", "c", "d", "#a", "#b", "#A", "#é", "a,b,c", "#a,#b,#c", "0", "*", "+o", "-o", "+v-v", "+ovb", "+imnst", "-imnst", "+k", "-k", "+l", "5", "-l", "b", "+beI", "a!*@*", ":", ":hello you", ":\u0001ACTION é\u0001", "LS", "REQ", "END",
        "302", ":echo-message batch labeled-response message-tags server-time draft/chathistory", ":multi-prefix away-notify extended-join setname invite-notify account-notify userhost-in-names account-tag sasl", "PLAIN", "AGFubgB4", "LATEST", "BEFORE", "BETWEEN", "TARGETS",
        "timestamp=2026-11-21T06:00:00.000Z", "msgid=1", "10", "srv", "@#a", "+#a", ":" + new string('x', 300), new string('é', 200), "\r", "\0",
    ];

    [Fact]
    public void Whatever_many_clients_say_the_state_stays_whole()
    {
        var lines = Environment.GetEnvironmentVariable("PATCHBAY_SLOW") == "1" ? 1_000_000 : 20_000;
        for (var seed = 0; seed < 8; seed++)
        {
            Run(seed, lines / 8);
        }
    }

    static void Run(int seed, int lines)
    {
        var random = new Random(seed);
        var limits = new ChatLimits { History = 20, HistoryRequest = 10, ListEntries = 6, ChannelsPerClient = 3, Channels = 5, Invites = 2 };
        var server = new TestServer(limits, new ChatIdentity { Server = "srv", HasLogins = true, Motd = ["Welcome."] });
        var clients = new List<FakeClient>();
        var sent = 0;
        for (var i = 0; i < lines; i++)
        {
            if (clients.Count < 12)
            {
                var client = server.Connect();
                client.Check = line => sent += CheckLine(line);
                client.Say($"NICK {(char)('a' + random.Next(12))}", "USER x 0 * :X");
                clients.Add(client);
            }

            var speaker = clients[random.Next(clients.Count)];
            var line = Line(random);
            try
            {
                switch (random.Next(100))
                {
                    case 0:
                        speaker.Room = random.Next(3);
                        break;
                    case 1:
                        server.Tick(TimeSpan.FromSeconds(random.Next(60)));
                        break;
                    case 2 when speaker.Client.Sasl.IsChecking:
                        server.Server.LoginFinished(speaker.Client, new ChatLogin(random.Next(2) == 0 ? "ann" : null, true, ""), server.Now);
                        break;
                    case 3:
                        server.Server.Close(speaker.Client, "Connection closed", server.Now);
                        break;
                    default:
                        speaker.Say(line);
                        break;
                }

                CheckState(server.Server.Core, limits);
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, line {i}, {line}: {error}");
            }

            clients.RemoveAll(static client => client.EndReason is not null);
            speaker.Take();
        }

        Assert.InRange(sent, lines / 2, int.MaxValue);
    }

    static string Line(Random random)
    {
        var line = new StringBuilder(random.Next(5) == 0 ? $"@label={random.Next(9)};+x=\\s " : "").Append(Commands[random.Next(Commands.Length)]);
        for (var words = random.Next(5); words > 0; words--)
        {
            line.Append(' ').Append(Words[random.Next(Words.Length)]);
        }

        return line.ToString();
    }

    /// <summary>One line, well formed, within its limits.</summary>
    static int CheckLine(byte[] line)
    {
        Assert.Equal(IrcParseError.None, IrcParser.Parse(line.AsSpan(0, line.Length - 2), IrcLimits.AllTags, out var message));
        Assert.Equal([(byte)'\r', (byte)'\n'], line[^2..]);
        Assert.NotNull(message!.Source);
        if (char.IsAsciiDigit(message.Command[0]))
        {
            Assert.Equal(3, message.Command.Length);
            Assert.True(message.Parameters.Count >= 2, Encoding.UTF8.GetString(line));
        }

        return 1;
    }

    static void CheckState(ChatCore core, ChatLimits limits)
    {
        Assert.Equal(core.Clients.Count(static client => client.Nick is not null), core.Nicks.Count);
        Assert.All(core.Nicks, pair => Assert.Equal(pair.Key, CaseMapping.Fold(pair.Value.Nick!)));
        Assert.Equal(core.Clients.Count(static client => client.IsRegistered), core.Registered);
        Assert.InRange(core.Channels.Count, 0, limits.Channels);
        foreach (var (name, channel) in core.Channels)
        {
            Assert.Equal(name, CaseMapping.Fold(channel.Name));
            Assert.NotEmpty(channel.Members);
            Assert.All(channel.Members.Keys, member => Assert.True(member.Channels.Contains(channel) && core.Clients.Contains(member) && !member.IsGone));
            Assert.InRange(channel.Bans.Count + channel.Exceptions.Count + channel.InviteExceptions.Count, 0, limits.ListEntries);
        }

        foreach (var client in core.Clients)
        {
            Assert.All(client.Channels, channel => Assert.True(channel.IsMember(client) && core.Channels.ContainsValue(channel)));
            Assert.InRange(client.Channels.Count, 0, limits.ChannelsPerClient);
            Assert.InRange(client.Invites.Count, 0, limits.Invites);
            Assert.False(client.IsGone || client.IsCondemned);
        }
    }
}
