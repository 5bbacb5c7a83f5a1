using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Patchbay.Services.Game.Server;
using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game;

/// <summary>The options of the game.</summary>
static class GameOptions
{
    const string Random = "random";

    static readonly TimeSpan LeastRound = TimeSpan.FromSeconds(10), MostRound = TimeSpan.FromHours(1), LeastTimeOut = TimeSpan.FromSeconds(1), MostTimeOut = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<ServiceOption> All { get; } =
    [
        new("bots", "8", "players (0 to 250)", "Bots fill the cave up to so many players, and make room for people. 0 for none.") { Check = static text => OptionValues.Count(text, 0, CaveRules.MostPlayers) },
        new("max-players", "100", "players (1 to 250)", "People at once; one more is told that the server is full. Each costs up to 150 kbit/s.") { Check = static text => OptionValues.Count(text, 1, CaveRules.MostPlayers) },
        new("max-players-per-address", "8", "players (1 to 250) or none", "People from one address; this machine has no limit. Players behind one NAT share it.") { Check = static text => OptionValues.CountOrNone(text, 1, CaveRules.MostPlayers) },
        new("cave", "96x54", "WIDTHxHEIGHT (40x24 to 250x250)", "How large the cave is. About 600 places for each player keep it lively.") { Check = static text => Size(text) },
        new("round", "3m", "duration (10s to 1h)", "How long a round lasts.") { Check = static text => Between(text, LeastRound, MostRound) },
        new("seed", Random, "a number or random", "What the cave is made from. The same number makes the same caves: who knows it knows where the gold is.") { Check = static text => Seed(text) },
        new("record", OptionValues.None, "a file or none", "Where the game is written down, to be shown again with `play --replay FILE`. About 0.5 KB a second; an older file is replaced."),
        new("simulate", OptionValues.None, $"conditions ({NetworkConditions.Form}) or none", "A bad network between the server and all its clients, each way, to try the game on.") { Check = static text => Conditions(text) },
        new("timeout", "5s", "duration (1s to 1m)", "A client that is not heard for so long has gone. Too short, a hiccup of the network throws people out.") { Check = static text => Between(text, LeastTimeOut, MostTimeOut) },
        new("grace", "20s", "duration (500ms, 20s)", "How long a player whose client has gone stands there and can come back. 0s: not at all.") { Check = static text => OptionValues.Duration(text) },
        new("packets-per-second", "120", "datagrams (60 to 10000)", "Datagrams taken from one client; more are dropped. A client of ours sends 30.") { Check = static text => OptionValues.Count(text, 60, 10_000) },
    ];

    /// <summary>How the game is run; what is not set has the default of <see cref="All"/>.</summary>
    /// <exception cref="FormatException">A value is no value of its option.</exception>
    public static GameServerOptions Read(IConfiguration section)
    {
        var (width, height) = Size(Text(section, "cave"));
        var most = OptionValues.Count(Text(section, "max-players"), 1, CaveRules.MostPlayers);
        return new GameServerOptions
        {
            Cave = new CaveSettings(Seed(Text(section, "seed")), width, height, OptionValues.Count(Text(section, "bots"), 0, CaveRules.MostPlayers),
                (int)(Between(Text(section, "round"), LeastRound, MostRound).TotalSeconds * CaveRules.TicksPerSecond)),
            MaxPlayers = most,
            Grace = OptionValues.Duration(Text(section, "grace")).Ticks / 10,
            Transport = new TransportOptions
            {
                // Some beyond the players: those who come back, and those who are to be told that there is no room.
                MaxSessions = most + 64,
                MaxPerAddress = OptionValues.CountOrNone(Text(section, "max-players-per-address"), 1, CaveRules.MostPlayers),
                TimeOut = Between(Text(section, "timeout"), LeastTimeOut, MostTimeOut).Ticks / 10,
                PacketsPerSecond = OptionValues.Count(Text(section, "packets-per-second"), 60, 10_000),
            },
        };
    }

    /// <summary>The simulated network; null for none.</summary>
    public static NetworkConditions? ReadConditions(IConfiguration section) => Conditions(Text(section, "simulate"));

    /// <summary>The file to write the game to; null for none.</summary>
    public static string? ReadRecording(IConfiguration section) => Text(section, "record") is var text && text == OptionValues.None ? null : text;

    static string Text(IConfiguration section, string key) => section[key] ?? All.First(option => option.Key == key).Default;

    static NetworkConditions? Conditions(string text) => text == OptionValues.None ? null : NetworkConditions.Parse(text);

    static ulong Seed(string text) =>
        text == Random ? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8))
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed
        : throw new FormatException("must be a whole number or random");

    static (int Width, int Height) Size(string text)
    {
        if (text.Split('x') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width is >= CaveSettings.LeastWidth and <= CaveSettings.MostSide && height is >= CaveSettings.LeastHeight and <= CaveSettings.MostSide)
        {
            return (width, height);
        }

        throw new FormatException("must be WIDTHxHEIGHT from 40x24 to 250x250, for example 96x54");
    }

    static TimeSpan Between(string text, TimeSpan least, TimeSpan most)
    {
        var value = OptionValues.Duration(text);
        return value >= least && value <= most ? value : throw new FormatException($"must be from {Sockets.Duration.Format(least)} to {Sockets.Duration.Format(most)}");
    }
}
