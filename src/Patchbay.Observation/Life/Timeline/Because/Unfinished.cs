using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>What lasts still when the recording ends.</summary>
static class Unfinished
{
    public static IEnumerable<LifeEntry> Of(LifeScene scene, TimeSpan end)
    {
        foreach (var life in scene.Lives)
        {
            if (life.LastState(TimeSpan.MaxValue) is not { To: TcpState.FinWait2 or TcpState.CloseWait } state || end - state.At < CallWords.Wait)
            {
                continue;
            }

            yield return new LifeEntry(
                end, end - state.At, life.Number, LifeTrack.State, $"still {StateNames.Of(state.To)} at the end of the recording", HalfClosed.Words(scene, life, state.To, state.At, end), state);
        }
    }
}
