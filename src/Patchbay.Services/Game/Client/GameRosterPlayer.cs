using Patchbay.Services.Game.Messages;

namespace Patchbay.Services.Game.Client;

/// <summary>A player as the scoreboard has them.</summary>
readonly record struct GameRosterPlayer(int Slot, RosterEntry Entry, string Name, int Score);
