using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>TIME_WAIT: who keeps the addresses, and why.</summary>
static class KeptAddresses
{
    const string Why = "for 60 s late segments must find the old connection and no new one on the same ports";

    public static string? Of(LifeScene scene, SocketLife life, StateEvent state) => state switch
    {
        { From: TcpState.Closed, To: TcpState.TimeWait } => "the kernel keeps the addresses, and no socket any more",
        { To: TcpState.TimeWait } => $"this end closed first, so it keeps TIME_WAIT: {Why}",
        { From: TcpState.LastAck, To: TcpState.Closed } => "the peer closed first, so it keeps TIME_WAIT and nothing is left here",
        { From: TcpState.FinWait2 or TcpState.Closing, To: TcpState.Closed } => Then(life, state) is { Length: > 2 } words ? words[2..] : null,
        _ => null,
    };

    /// <summary>What follows FIN_WAIT2, to go behind another clause: the tracepoint tells of CLOSED, as the kernel goes on with a small record in TIME_WAIT.</summary>
    public static string Then(SocketLife life, StateEvent state) =>
        state.To == TcpState.TimeWait ? $"; this end closed first, so it keeps TIME_WAIT: {Why}"
        : state.Source != LifeSource.Tracepoints ? ""
        : HasFinished(life.Peer, state.At) ? $"; this end closed first: the socket is gone, and the kernel keeps its addresses in TIME_WAIT ({Why})"
        : "; the socket is gone, and the kernel keeps its addresses until the peer closes and for 60 s after";

    static bool HasFinished(SocketLife? peer, TimeSpan at) =>
        peer is not null && (peer.FinishedBefore(at) is not null || peer.StateAt(at) is TcpState.LastAck or TcpState.Closed);
}
