namespace Patchbay.Services.Game.Simulation;

/// <summary>What a bot remembers between two decisions.</summary>
/// <param name="Random">Its own dice.</param>
/// <param name="GoalX">Where it wanders.</param>
/// <param name="GoalY">Where it wanders.</param>
/// <param name="Patience">Decisions until it chooses another goal.</param>
readonly record struct BotMemory(SeededRandom Random, byte GoalX, byte GoalY, int Patience)
{
    public ulong Hash(ulong hash) => StateHash.Mix(StateHash.Mix(hash, Random.State), GoalX | ((ulong)GoalY << 8) | ((ulong)(uint)Patience << 16));
}
