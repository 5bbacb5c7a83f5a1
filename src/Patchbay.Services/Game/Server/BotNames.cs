namespace Patchbay.Services.Game.Server;

/// <summary>What bots are called.</summary>
static class BotNames
{
    static readonly string[] Names =
    [
        "Flint", "Pyrite", "Mica", "Basalt", "Quartz", "Gneiss", "Opal", "Shale", "Cobalt", "Onyx", "Garnet", "Agate", "Slate", "Jasper", "Beryl", "Topaz",
        "Galena", "Marl", "Chalk", "Tuff", "Zircon", "Talc", "Nickel", "Umber",
    ];

    /// <summary>The name of the bot in a slot: each its own.</summary>
    public static string Of(int slot) => slot < Names.Length ? Names[slot] : FormattableString.Invariant($"{Names[slot % Names.Length]} {1 + (slot / Names.Length)}");
}
