using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Simulation;

namespace Patchbay.Play;

/// <summary>The cave in plain characters, one for each place.</summary>
static class CaveText
{
    /// <summary>What one character means, for people.</summary>
    public const string Legend = "@ you, letters others, # rock, % cracked rock, * gold in rock, $ gold, = camp, X the rim, . floor, blank unseen";

    /// <summary>The window row by row.</summary>
    public static IReadOnlyList<string> Rows(GameClient client)
    {
        var view = client.View;
        var rows = new char[SightTable.Height][];
        for (var y = 0; y < SightTable.Height; y++)
        {
            rows[y] = [.. Enumerable.Range(0, SightTable.Width).Select(x => Character((CaveCell)view.Cells[(y * SightTable.Width) + x]))];
        }

        foreach (ref readonly var figure in view.Figures)
        {
            rows[figure.Y - view.Self.Y + CaveRules.SightY][figure.X - view.Self.X + CaveRules.SightX] = Initial(client, figure.Slot);
        }

        rows[CaveRules.SightY][CaveRules.SightX] = '@';
        return [.. rows.Select(static row => new string(row))];
    }

    public static char Character(CaveCell cell) => cell switch
    {
        CaveCell.Open => '.',
        CaveCell.Rock => '#',
        CaveCell.Cracked => '%',
        CaveCell.Vein => '*',
        CaveCell.Granite => 'X',
        CaveCell.Gold => '$',
        CaveCell.Camp => '=',
        _ => ' ',
    };

    /// <summary>A person's first letter large, a bot's small.</summary>
    public static char Initial(GameClient client, int slot) =>
        client.NameOf(slot) is [var first, ..] && char.IsLetterOrDigit(first) ? client.IsBot(slot) ? char.ToLowerInvariant(first) : char.ToUpperInvariant(first) : '?';
}
