using Patchbay.Services.Game.Simulation;

namespace Patchbay.Play;

/// <summary>Places of the cave as two characters, which make a square in most terminals.</summary>
sealed class CaveGlyphs(bool unicode)
{
    // In the order in which they overrule one another (locale(7)).
    static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    /// <summary>For this terminal: blocks where its locale is UTF-8, else ASCII.</summary>
    public static CaveGlyphs OfThisTerminal()
    {
        var locale = LocaleVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(static value => !string.IsNullOrEmpty(value)) ?? "";
        return new CaveGlyphs(!OperatingSystem.IsWindows() && (locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase)));
    }

    public string Home => unicode ? "⌂" : "^";

    public string Carried => unicode ? "●" : "$";

    public string Free => unicode ? "○" : "-";

    public char Side => unicode ? '│' : '|';

    /// <summary>Arrows up, right, down, left.</summary>
    public string Arrows => unicode ? "↑→↓←" : "^>v<";

    public (string Text, ScreenStyle Style) Of(CaveCell cell, bool isRemembered)
    {
        var (text, style) = cell switch
        {
            CaveCell.Open => (unicode ? "· " : ". ", ScreenStyle.Floor),
            CaveCell.Rock => (unicode ? "▒▒" : "##", ScreenStyle.Rock),
            CaveCell.Cracked => (unicode ? "░░" : "%%", ScreenStyle.Rock),
            CaveCell.Vein => (unicode ? "▒$" : "#$", ScreenStyle.Gold),
            CaveCell.Granite => (unicode ? "██" : "XX", ScreenStyle.Rim),
            CaveCell.Gold => (" $", ScreenStyle.Gold),
            CaveCell.Camp => ("==", ScreenStyle.Camp),
            _ => ("  ", ScreenStyle.Plain),
        };
        return !isRemembered || cell == CaveCell.Camp ? (text, style) : cell == CaveCell.Open ? ("  ", ScreenStyle.Plain) : (text, ScreenStyle.Remembered);
    }
}
