using Patchbay.Services.Game;
using Patchbay.Services.Game.Client;
using Patchbay.Services.Game.Simulation;

namespace Patchbay.Play;

/// <summary>Plays instead of a person, with what a person would see.</summary>
sealed class BotPilot
{
    readonly BotBrain _brain = new();
    BotMemory _memory = new(new SeededRandom((ulong)Environment.TickCount64 ^ ((ulong)Environment.ProcessId << 32)), 0, 0, 0);
    uint _tick;

    public void Steer(GameClient client)
    {
        // A decision lasts some ticks, as in the simulation.
        if (client.View.Tick < _tick + CaveRules.Step - 1)
        {
            return;
        }

        _tick = client.View.Tick;
        var input = _brain.Decide(client.View, client.Knowledge, client.Slot, ref _memory);
        client.Walk(input.Heading);
        if (input.Dash)
        {
            client.Dash();
        }
    }
}
