using Patchbay.Services.Game.Simulation;
using Patchbay.Services.Game.Transport;

namespace Patchbay.Services.Game.Server;

/// <summary>
/// A client's inputs on their way into the simulation: each taken once, one a tick, two when they pile up. What comes faster than 1.5 a tick is dropped:
/// nobody lives faster than others.
/// </summary>
sealed class InputQueue(long now)
{
    /// <summary>Half a second of network trouble; older ones are of no use any more.</summary>
    const int Most = 12;

    // More than these wait only after trouble: then two a tick bring the present back.
    const int Usual = 3;

    readonly Queue<CaveInput> _waiting = new(Most);
    TokenBucket _rate = new(CaveRules.TicksPerSecond * 3 / 2, 2 * Most, now);
    uint _newest;

    /// <summary>Inputs dropped because they came too fast.</summary>
    public long Refused { get; private set; }

    /// <summary>What the player wants now.</summary>
    public CaveInput Current { get; private set; }

    /// <summary>Takes the inputs of a packet, oldest first, the last with number <paramref name="newest"/>.</summary>
    public void Take(long now, uint newest, ReadOnlySpan<CaveInput> inputs)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            var behind = (uint)(inputs.Length - 1 - i);
            if (newest < behind || newest - behind <= _newest)
            {
                continue;
            }

            if (!_rate.TryTake(now))
            {
                Refused++;
                continue;
            }

            _newest = newest - behind;
            if (_waiting.Count == Most)
            {
                Next();
            }

            _waiting.Enqueue(inputs[i]);
        }
    }

    /// <summary>The input of this tick; the last one again when none has come.</summary>
    public CaveInput Advance()
    {
        Current = new CaveInput(Current.Heading);
        var isLate = _waiting.Count > Usual;
        Next();
        if (isLate)
        {
            Next();
        }

        return Current;
    }

    void Next()
    {
        if (_waiting.TryDequeue(out var input))
        {
            // A dash that is skipped over still counts.
            Current = new CaveInput(input.Heading, input.Dash || Current.Dash);
        }
    }
}
