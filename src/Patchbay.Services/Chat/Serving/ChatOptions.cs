using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Patchbay.Services.Chat;

/// <summary>The options of the chat service.</summary>
internal static class ChatOptions
{
    /// <summary>Who must log in: when others than this machine can connect, everybody, nobody.</summary>
    const string Auto = "auto";

    const int Kibi = 1024;

    /// <summary>The options with their defaults.</summary>
    public static IReadOnlyList<ServiceOption> All { get; } =
    [
        .. StreamOptions.All,
        new("require-login", Auto, "auto, yes or no", "Who must log in with SASL: auto is everybody as soon as an address can be reached from other machines. With no, anybody who reaches it can chat.") { Check = static text => Login(text, false) },
        new("server-name", "patchbay.localhost", "host name", "What the server calls itself before its lines.") { Check = static text => Word(text, 63) },
        new("network", "Patchbay", "word", "What clients call the network.") { Check = static text => Word(text, 32) },
        new("motd", OptionValues.None, "file or none", "The message of the day, in UTF-8; read at the start. Its first 200 lines are told."),
        Number("send-queue", 1024, 16, 1024 * 1024, "KiB", "What may wait for one client; one that reads more slowly is closed with SendQ exceeded. Below 512, the members of a large channel may not fit."),
        Number("flood-burst", 10, 1, 10_000, "lines", "Lines that a client may send at once; further ones wait."),
        NumberOrNone("flood-rate", "2", 1, 10_000, "lines a second", "How fast lines are served after the burst. none switches flood control off: one client can then fill everybody's queues."),
        NumberOrNone("max-clients-per-address", "16", 1, 1_000_000, "clients", "Clients of one address at once (IPv6: of one /64); one more is told so and closed. Loopback is not counted."),
        NumberOrNone("max-connects-per-address", "32", 1, 1_000_000, "connections in 10 minutes", "New clients of one address; one more is told so and closed. Loopback is not counted."),
        Time("registration-timeout", "60s", "A client that has not finished registration (NICK, USER, CAP END) after so long is closed."),
        Time("ping-interval", "90s", "A client that says nothing for so long gets a PING."),
        Time("ping-timeout", "150s", "A client that says nothing for so long is closed; more than ping-interval."),
        Number("login-attempts", 3, 1, 100, "passwords", "Wrong passwords on one connection until it is closed; accounts.max-failures counts them by address besides."),
        Number("nick-length", 32, 9, 64, "octets", "The longest nick."),
        Number("user-length", 16, 9, 32, "octets", "The longest user name, with its tilde; longer ones are cut."),
        Number("channel-length", 64, 16, 80, "octets", "The longest channel name."),
        Number("topic-length", 390, 80, 390, "octets", "The longest topic; longer ones are cut."),
        Number("kick-length", 390, 80, 390, "octets", "The longest reason of KICK; longer ones are cut."),
        Number("away-length", 390, 80, 390, "octets", "The longest away message; longer ones are cut."),
        Number("key-length", 32, 8, 64, "octets", "The longest channel key."),
        Number("channels-per-client", 100, 1, 10_000, "channels", "Channels that one client is in at once."),
        Number("max-channels", 10_000, 1, 1_000_000, "channels", "Channels at once."),
        Number("max-list-entries", 100, 1, 10_000, "masks", "Bans, exceptions and invite exceptions of a channel together."),
        Number("max-modes", 12, 3, 50, "changes", "Mode changes with an argument in one MODE; further ones are dropped."),
        Number("max-targets", 4, 1, 100, "targets", "Targets of one PRIVMSG, NOTICE, TAGMSG or KICK."),
        NumberOrNone("history", "1000", 1, 100_000, "messages", "Messages of a channel kept in memory while it has members, and told on CHATHISTORY. none keeps none, also not on disk."),
        Number("history-per-request", 200, 1, 1000, "messages", "Messages that one CHATHISTORY gives."),
        NumberOrNone("history-on-join", "20", 1, 1000, "messages", "Messages told on joining to a client that knows server-time and not CHATHISTORY."),
        Number("history-days", 7, 1, 3650, "days", "How long messages are told."),
        Number("history-size", 4096, 16, 1024 * 1024, "KiB", "A channel's log on disk."),
        Number("history-channels", 1000, 1, 1_000_000, "channels", "Channels that have a log on disk; of more, the quietest go."),
    ];

    /// <summary>Reads them.</summary>
    /// <param name="section">The service's section.</param>
    /// <param name="isExposed">Others than this machine can connect.</param>
    /// <param name="hasLogins">There is a user store.</param>
    /// <exception cref="FormatException">A value is no value of its option.</exception>
    /// <exception cref="ConfigurationException">Two values contradict each other, or the file of the message of the day cannot be read.</exception>
    public static ChatSettings Read(IConfiguration section, bool isExposed, bool hasLogins)
    {
        var limits = new ChatLimits
        {
            Nick = Count("nick-length"),
            User = Count("user-length"),
            ChannelName = Count("channel-length"),
            Topic = Count("topic-length"),
            Kick = Count("kick-length"),
            Away = Count("away-length"),
            Key = Count("key-length"),
            ChannelsPerClient = Count("channels-per-client"),
            Channels = Count("max-channels"),
            ListEntries = Count("max-list-entries"),
            Modes = Count("max-modes"),
            Targets = Count("max-targets"),
            LoginAttempts = Count("login-attempts"),
            History = CountOrNone("history") ?? 0,
            HistoryRequest = Count("history-per-request"),
            HistoryOnJoin = CountOrNone("history-on-join") ?? 0,
            HistoryAge = TimeSpan.FromDays(Count("history-days")),
            Registration = OptionValues.Duration(Text("registration-timeout")),
            Ping = OptionValues.Duration(Text("ping-interval")),
            Drop = OptionValues.Duration(Text("ping-timeout")),
        };
        if (limits.Drop <= limits.Ping)
        {
            throw new ConfigurationException("chat.ping-timeout is not longer than chat.ping-interval", "A client needs time to answer: for example 90s and 150s.");
        }

        return new ChatSettings
        {
            Limits = limits,
            Identity = new ChatIdentity
            {
                Server = Text("server-name"),
                Network = Text("network"),
                Version = $"patchbay-{typeof(ChatOptions).Assembly.GetName().Version!.ToString(3)}",
                Motd = ReadMotd(Text("motd")),
                HasLogins = hasLogins,
                RequiresLogin = Login(Text("require-login"), isExposed),
            },
            SendQueue = Count("send-queue") * Kibi,
            FloodBurst = Count("flood-burst"),
            FloodRate = CountOrNone("flood-rate"),
            ClientsPerAddress = CountOrNone("max-clients-per-address"),
            ConnectsPerAddress = CountOrNone("max-connects-per-address"),
            HistorySize = Count("history-size") * Kibi,
            HistoryChannels = Count("history-channels"),
        };

        string Text(string key) => section[key] ?? All.First(option => option.Key == key).Default;
        int Count(string key) => int.Parse(Checked(key), CultureInfo.InvariantCulture);
        int? CountOrNone(string key) => Checked(key) is var text && text == OptionValues.None ? null : int.Parse(text, CultureInfo.InvariantCulture);

        string Checked(string key)
        {
            All.First(option => option.Key == key).Check!(Text(key));
            return Text(key);
        }
    }

    static bool Login(string text, bool isExposed) => text switch
    {
        Auto => isExposed,
        "yes" => true,
        "no" => false,
        _ => throw new FormatException("must be auto, yes or no"),
    };

    static IReadOnlyList<string> ReadMotd(string path)
    {
        if (path == OptionValues.None)
        {
            return [];
        }

        try
        {
            return [.. File.ReadLines(path).Take(200)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"chat.motd cannot be read: {error.Message.TrimEnd('.')}", "A file of text, or none.");
        }
    }

    static void Word(string text, int most)
    {
        if (text.Length == 0 || text.Length > most || !text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"must be 1 to {most} letters, digits, '.', '-' and '_'"));
        }
    }

    static ServiceOption Number(string key, int value, int low, int high, string unit, string summary) =>
        new(key, value.ToString(CultureInfo.InvariantCulture), $"{unit} ({low.ToString(CultureInfo.InvariantCulture)} to {high.ToString(CultureInfo.InvariantCulture)})", summary) { Check = text => OptionValues.Count(text, low, high) };

    static ServiceOption NumberOrNone(string key, string value, int low, int high, string unit, string summary) =>
        new(key, value, $"{unit} ({low.ToString(CultureInfo.InvariantCulture)} to {high.ToString(CultureInfo.InvariantCulture)}) or none", summary) { Check = text => OptionValues.CountOrNone(text, low, high) };

    static ServiceOption Time(string key, string value, string summary) => new(key, value, "duration (30s, 5m)", summary) { Check = static text => OptionValues.Duration(text) };
}
