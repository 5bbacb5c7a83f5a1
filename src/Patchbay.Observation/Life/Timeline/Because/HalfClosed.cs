using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>How long one end was closed and the other was not: FIN_WAIT2 at the one, CLOSE_WAIT at the other.</summary>
static class HalfClosed
{
    // Linux's TCP_DELACK_MIN is 40 ms; a round trip of that size tells the same.
    static readonly TimeSpan Delayed = TimeSpan.FromMilliseconds(30);

    public static string? Of(LifeScene scene, SocketLife life, StateEvent state) =>
        state is { From: TcpState.FinWait1, To: TcpState.FinWait2 } && life.LastState(state.At) is { } sent && state.At - sent.At >= Delayed
            ? $"FIN_WAIT1 for {LifeSpan.Of(state.At - sent.At)}: so long the FIN was not acknowledged (a kernel delays acknowledgements by up to 40 ms, to send them with data)"
        : state.From is TcpState.FinWait2 or TcpState.CloseWait && life.LastState(state.At) is { } since && state.At - since.At >= CallWords.Wait
            ? Words(scene, life, state.From.Value, since.At, state.At) + (state is { From: TcpState.FinWait2 } ? KeptAddresses.Then(life, state) : "")
            : null;

    /// <summary><c>FIN_WAIT2 for 62 ms: the peer's program had not closed; it was blocked in recvfrom</c>.</summary>
    public static string Words(LifeScene scene, SocketLife life, TcpState state, TimeSpan from, TimeSpan to)
    {
        var time = $"{StateNames.Of(state)} for {LifeSpan.Of(to - from)}";
        if (state == TcpState.CloseWait)
        {
            var own = Doing.Of(scene, life, from, to);
            return $"{time}: the peer had closed and this program had not{(own is null ? "" : $"; {own}")}";
        }

        var doing = Doing.Of(scene, life.Peer, from, to);
        return $"{time}: the peer's program had not closed{(doing is null ? life.Peer is null ? "; what it did is not recorded" : "" : $"; {doing}")}";
    }
}
