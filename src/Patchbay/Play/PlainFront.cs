using System.Collections.Concurrent;
using System.Text;
using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Simulation;
using Patchbay.Sockets;

namespace Patchbay.Play;

/// <summary>Plays by lines: commands come from stdin, whose end is the player's leave; what changes goes to stdout, as text or as events.</summary>
sealed class PlainFront : IPlayFront
{
    const int MostCommands = 1000;

    readonly Report _report;
    readonly ConcurrentQueue<string> _commands = new();
    PlayStateData? _told;
    bool _hasJoined;
    volatile bool _isAtEnd;
    uint _waitUntil;

    public PlainFront(Report report, Stream input, bool readsInput)
    {
        _report = report;
        if (readsInput)
        {
            new Thread(() => Read(input)) { IsBackground = true, Name = "commands" }.Start();
        }
    }

    /// <summary>The words it understands.</summary>
    public const string Words = "up, down, left, right, stop, dash, say TEXT, look, scores, wait TIME, quit";

    public bool IsLeaving { get; private set; }

    public void Tick(GameClient client)
    {
        TellNews(client);
        if (client is not { Phase: GameClientPhase.Playing, View.Tick: > 0 })
        {
            return;
        }

        if (!_hasJoined)
        {
            _hasJoined = true;
            _report.Line($"joined as {client.NameOf(client.Slot)}: a cave of {client.Width} x {client.Height}, camps at {string.Join(' ', client.Camps.Select(static camp => $"{camp.X},{camp.Y}"))}");
            _report.Event("joined", new PlayJoinedData(client.Slot, client.NameOf(client.Slot), client.Width, client.Height, [.. client.Camps.Select(static camp => new PlayPlaceData(camp.X, camp.Y))]), ProgramJson.Default.JsonEnvelopePlayJoinedData);
        }

        TellState(client);
        while (client.View.Tick >= _waitUntil && !IsLeaving)
        {
            // Asked first: what came before the end is in the queue then.
            var isAtEnd = _isAtEnd;
            if (!_commands.TryDequeue(out var command))
            {
                IsLeaving = isAtEnd;
                break;
            }

            Obey(client, command);
        }
    }

    public void Dispose()
    {
    }

    void Read(Stream input)
    {
        using var reader = new StreamReader(input, Encoding.UTF8);
        try
        {
            while (reader.ReadLine() is { } line)
            {
                if (_commands.Count < MostCommands)
                {
                    _commands.Enqueue(line);
                }
            }
        }
        catch (IOException)
        {
            // The end of stdin in another form.
        }

        _isAtEnd = true;
    }

    void Obey(GameClient client, string command)
    {
        var words = command.Trim().Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return;
        }

        switch (words[0].ToLowerInvariant())
        {
            case "up" or "w": client.Walk(CaveHeading.Up); break;
            case "right" or "d": client.Walk(CaveHeading.Right); break;
            case "down" or "s": client.Walk(CaveHeading.Down); break;
            case "left" or "a": client.Walk(CaveHeading.Left); break;
            case "stop" or "x": client.Walk(CaveHeading.None); break;
            case "dash": client.Dash(); break;
            case "say" when words.Length == 2: client.Say(words[1]); break;
            case "look": Look(client); break;
            case "scores": TellScores(client); break;
            case "wait" when words.Length == 2 && Duration.TryParse(words[1], out var time): _waitUntil = client.View.Tick + (uint)(time.TotalSeconds * CaveRules.TicksPerSecond); break;
            case "quit" or "q": IsLeaving = true; break;
            default: _report.Say($"'{command}' is no command; there are {Words}"); break;
        }
    }

    void TellNews(GameClient client)
    {
        while (client.TryTakeLine(out var line))
        {
            _report.Line(line.Kind == "chat" ? $"chat {line.From}: {line.Text}" : $"{line.Kind}: {line.Text}");
            _report.Event("news", new PlayNewsData(line.Kind, line.Text, line.From, line.Event?.Amount, line.Event is { Kind: CaveEventKind.Motherlode } lode ? new PlayPlaceData(lode.Place.X, lode.Place.Y) : null), ProgramJson.Default.JsonEnvelopePlayNewsData);
        }
    }

    void TellState(GameClient client)
    {
        var self = client.View.Self;
        var state = new PlayStateData(0, self.X, self.Y, self.Facing.ToString().ToLowerInvariant(), self.Carried, self.Score, (self.Marks & CaveMarks.Stunned) != 0, self.DashWait == 0, client.IsIntermission);
        if (state != _told)
        {
            _told = state;
            _report.Line($"tick {client.View.Tick} at {self.X},{self.Y} facing {state.Facing} carrying {self.Carried} home {self.Score}{(state.Stunned ? " stunned" : "")}{(state.DashReady ? " dash" : "")}");
            _report.Event("state", state with { Tick = client.View.Tick }, ProgramJson.Default.JsonEnvelopePlayStateData);
        }
    }

    void Look(GameClient client)
    {
        var rows = CaveText.Rows(client);
        foreach (var row in rows)
        {
            _report.Line(row);
        }

        var players = client.View.Figures.ToArray().Select(figure => new PlayFigureData(client.NameOf(figure.Slot), figure.X, figure.Y, figure.Carried)).ToList();
        _report.Event("look", new PlayLookData(client.View.Tick, client.View.Self.X - CaveRules.SightX, client.View.Self.Y - CaveRules.SightY, rows, players), ProgramJson.Default.JsonEnvelopePlayLookData);
    }

    void TellScores(GameClient client)
    {
        IReadOnlyList<PlayScoreData> scores = [.. client.Scoreboard.Select(player => new PlayScoreData(player.Name, player.Score, player.Entry == RosterEntry.Bot, player.Slot == client.Slot))];
        foreach (var score in scores)
        {
            _report.Line($"score {score.Score} {score.Name}{(score.Bot ? " (bot)" : "")}{(score.You ? " (you)" : "")}");
        }

        _report.Event("scores", scores, ProgramJson.Default.JsonEnvelopeIReadOnlyListPlayScoreData);
    }
}
