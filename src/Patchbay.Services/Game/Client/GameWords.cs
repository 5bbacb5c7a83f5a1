using Patchbay.Services.Game.Simulation;

namespace Patchbay.Services.Game.Client;

/// <summary>What happened, in words for the player.</summary>
static class GameWords
{
    /// <summary>A sentence without a full stop; null for what needs none.</summary>
    public static string? Tell(CaveEventKind kind, bool isMine, bool isOnMe, string name, string other, int amount) => kind switch
    {
        CaveEventKind.Banked when isMine => $"{amount} gold brought home",
        CaveEventKind.Bumped when isMine => $"you bumped {other}, who dropped {amount} gold: take it",
        CaveEventKind.Bumped when isOnMe => $"{name} bumped you: you dropped {amount} gold",
        CaveEventKind.Motherlode => "a motherlode has come up: follow the !",
        CaveEventKind.RoundOver => isMine ? $"the round is over: you won with {amount} gold" : $"the round is over: {name} won with {amount} gold",
        CaveEventKind.RoundBegins => $"round {amount}: a new cave",
        _ => null,
    };

    /// <summary>The word for programs.</summary>
    public static string NameOf(CaveEventKind kind) => kind switch
    {
        CaveEventKind.Banked => "banked",
        CaveEventKind.Bumped => "bumped",
        CaveEventKind.Motherlode => "motherlode",
        CaveEventKind.RoundOver => "roundOver",
        CaveEventKind.RoundBegins => "roundBegins",
        _ => "news",
    };
}
