using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A SYN that led to no connection.</summary>
static class EndedHandshake
{
    // On a network nothing is refused faster, and the first repetition of a SYN comes after a second.
    static readonly TimeSpan Repetition = TimeSpan.FromSeconds(1);

    public static string? Of(LifeScene scene, SocketLife life, StateEvent state)
    {
        if (state is not { From: TcpState.SynSent, To: TcpState.Closed } || life.LastState(state.At) is not { } sent)
        {
            return null;
        }

        var took = state.At - sent.At;
        if (life.ClosedBefore(state.At) is { } close && close.At >= sent.At)
        {
            return $"the program closed the socket {LifeSpan.Of(took)} after the SYN, before any answer";
        }

        return took < Repetition
            ? $"the SYN was answered with RST, or refused on the way, after {LifeSpan.Of(took)}: nothing listens on {life.Target?.ToString() ?? "that port"}"
            : $"no answer to the SYN for {LifeSpan.Of(took)}";
    }
}
