using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Messages;
using Patchbay.Services.Game.Simulation;

namespace Patchbay.Play;

/// <summary>Draws the game: a status line, the cave, the scoreboard, what happened, and a line of keys.</summary>
sealed class CaveScreen(ScreenBuffer screen, CaveGlyphs glyphs)
{
    /// <summary>Below that a game cannot be shown.</summary>
    public const int LeastWidth = 50, LeastHeight = 16;

    const int BoardWidth = 21;
    const int NewsRows = 3;

    /// <summary>How to play, in ten seconds.</summary>
    static readonly string[] Help =
    [
        "            CAVE OF GOLD",
        "",
        " Dig for gold, carry it home to a camp ==.",
        " Only gold brought home counts.",
        " The more you carry, the slower you walk.",
        " Bump into rivals: they drop half of theirs.",
        "",
        " arrows or WASD   walk and dig; you keep going",
        " x                stop",
        " space            dash: fast, breaks rock at once,",
        "                  and a bump takes everything",
        " enter            say something to everybody",
        " h                this help      q  leave",
        "",
        "       press a direction to begin",
    ];

    /// <summary>Draws one frame.</summary>
    public void Draw(GameClient client, IReadOnlyList<string> news, string? typing, bool showsHelp)
    {
        if (screen.Width < LeastWidth || screen.Height < LeastHeight)
        {
            screen.Put(0, 0, $"The cave needs {LeastWidth} x {LeastHeight} characters; this window has {screen.Width} x {screen.Height}.");
            return;
        }

        var (mapWidth, mapHeight) = (screen.Width - BoardWidth - 1, screen.Height - 2 - NewsRows);
        DrawMap(client, mapWidth, mapHeight);
        DrawBar(client);
        DrawBoard(client, mapWidth + 1, mapHeight);
        for (var i = 0; i < NewsRows; i++)
        {
            var line = news.Count - NewsRows + i;
            screen.Put(0, screen.Height - 1 - NewsRows + i, line >= 0 ? news[line] : "", line == news.Count - 1 ? ScreenStyle.Plain : ScreenStyle.Dim);
        }

        screen.Put(0, screen.Height - 1, typing is null ? "arrows walk+dig  x stop  space dash  enter chat  h help  q leave" : $"say: {Tail(typing, screen.Width - 7)}_", typing is null ? ScreenStyle.Dim : ScreenStyle.Bold);
        if (client.IsIntermission)
        {
            DrawBox(mapWidth, mapHeight, Results(client));
        }
        else if (showsHelp)
        {
            DrawBox(mapWidth, mapHeight, Help);
        }
        else if (client.Phase != GameClientPhase.Playing)
        {
            DrawBox(mapWidth, mapHeight, [" The server is silent. ", " Asking for your player back ..."]);
        }
    }

    static string Tail(string text, int most) => text.Length <= most ? text : text[^most..];

    void DrawBar(GameClient client)
    {
        var self = client.View.Self;
        for (var x = 0; x < screen.Width; x++)
        {
            screen.Put(x, 0, ' ', ScreenStyle.Bar);
        }

        var carried = string.Concat(Enumerable.Repeat(glyphs.Carried, self.Carried)) + string.Concat(Enumerable.Repeat(glyphs.Free, CaveRules.MostCarried - self.Carried));
        var dash = self.DashWait == 0 ? "dash ready" : $"dash in {(self.DashWait + CaveRules.TicksPerSecond - 1) / CaveRules.TicksPerSecond} s  ";
        screen.Put(1, 0, $"round {client.Round}  {client.SecondsLeft / 60}:{client.SecondsLeft % 60:00}  home {self.Score}  carrying {carried}  {dash}", ScreenStyle.Bar);
        var trip = $"{client.RoundTripTime / 1000.0:0} ms ";
        screen.Put(screen.Width - trip.Length, 0, trip, ScreenStyle.Bar);
    }

    /// <summary>The player is in the middle; what was seen before is there as one remembers it.</summary>
    void DrawMap(GameClient client, int width, int height)
    {
        var (columns, self) = (width / 2, client.View.Self);
        var (left, top) = (self.X - (columns / 2), self.Y - (height / 2));
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var seen = client.View.At(left + column, top + row);
                var (text, style) = glyphs.Of(seen == CaveCell.Unseen ? client.Remembered(left + column, top + row) : seen, isRemembered: seen == CaveCell.Unseen);
                screen.Put(column * 2, row + 1, text, style);
            }
        }

        foreach (ref readonly var figure in client.View.Figures)
        {
            var style = (figure.Marks & CaveMarks.Stunned) != 0 ? ScreenStyle.Stunned : client.IsBot(figure.Slot) ? ScreenStyle.Bot : ScreenStyle.Rival;
            PutFigure(CaveText.Initial(client, figure.Slot), figure.Carried, figure.X - left, figure.Y - top, style);
        }

        PutFigure('@', self.Carried, self.X - left, self.Y - top, (self.Marks & CaveMarks.Stunned) != 0 ? ScreenStyle.Stunned : ScreenStyle.Self);
        if (client.Camps.Count > 0)
        {
            Point(client.Camps.MinBy(camp => camp.DistanceTo(self.X, self.Y)), glyphs.Home[0], ScreenStyle.Camp, left, top, columns, height);
        }

        if (client.Lode is { } lode)
        {
            Point(lode, '!', ScreenStyle.Alarm, left, top, columns, height);
        }

        void PutFigure(char letter, byte carried, int column, int row, ScreenStyle style)
        {
            if (column >= 0 && column < columns && row >= 0 && row < height)
            {
                screen.Put(column * 2, row + 1, letter, style);
                screen.Put((column * 2) + 1, row + 1, carried > 0 ? (char)('0' + carried) : ' ', style);
            }
        }
    }

    /// <summary>A sign at the map's edge for a place beyond it.</summary>
    void Point(CavePlace place, char sign, ScreenStyle style, int left, int top, int columns, int rows)
    {
        var (column, row) = (Math.Clamp(place.X - left, 0, columns - 1), Math.Clamp(place.Y - top, 0, rows - 1));
        if ((column, row) == (place.X - left, place.Y - top))
        {
            return;
        }

        var heading = CaveHeadings.Towards(place.X - left - (columns / 2), place.Y - top - (rows / 2));
        screen.Put(column * 2, row + 1, sign, style);
        screen.Put((column * 2) + 1, row + 1, glyphs.Arrows[(int)heading - 1], style);
    }

    void DrawBoard(GameClient client, int x, int height)
    {
        var players = client.Scoreboard.ToList();
        screen.Put(x + 1, 1, $"{players.Count} players", ScreenStyle.Bold);
        var own = players.FindIndex(player => player.Slot == client.Slot);
        for (var y = 0; y < height; y++)
        {
            screen.Put(x - 1, y + 1, glyphs.Side, ScreenStyle.Dim);
        }

        for (var i = 0; i < players.Count && i < height - 1; i++)
        {
            // One's own line is always there, in the last row if need be.
            var rank = i == height - 2 && own > i ? own : i;
            var player = players[rank];
            var style = player.Slot == client.Slot ? ScreenStyle.Self : player.Entry switch { RosterEntry.Bot => ScreenStyle.Bot, RosterEntry.Away => ScreenStyle.Dim, _ => ScreenStyle.Rival };
            screen.Put(x, i + 2, $"{rank + 1,3} {player.Score,4} {player.Name}", style);
        }
    }

    static IReadOnlyList<string> Results(GameClient client)
    {
        var best = client.Scoreboard.Take(5).Select((player, rank) => $"  {rank + 1}.  {player.Score,4}  {player.Name}");
        return ["      THE ROUND IS OVER", "", .. best, "", $"  another cave in {client.SecondsLeft} s"];
    }

    void DrawBox(int width, int height, IReadOnlyList<string> lines)
    {
        var boxWidth = Math.Min(width, lines.Max(static line => line.Length) + 2);
        var (x, y) = ((width - boxWidth) / 2, 1 + Math.Max(0, (height - lines.Count - 2) / 2));
        for (var row = 0; row < lines.Count + 2; row++)
        {
            var text = row == 0 || row == lines.Count + 1 ? "" : lines[row - 1];
            screen.Put(x, y + row, (" " + text).PadRight(boxWidth)[..boxWidth], ScreenStyle.Bar);
        }
    }
}
