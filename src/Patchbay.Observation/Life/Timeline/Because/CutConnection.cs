using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A connection that ended without both FINs: which end sent RST, and why.</summary>
static class CutConnection
{
    public static string? Of(LifeScene scene, SocketLife life, StateEvent state)
    {
        if (state.To != TcpState.Closed || state.From is not (TcpState.Established or TcpState.CloseWait or TcpState.FinWait1 or TcpState.SynReceived))
        {
            return null;
        }

        if (life.ClosedBefore(state.At) is { } close && state.At <= close.At + close.Took + CallWords.Wait)
        {
            return ResetCause.Of(scene, life, close.At) is { } own && (ResetCause.LingersZero(life, close.At) || ResetCause.Unread(life, close.At) > 0)
                ? $"this end sent RST: {own}" : "this end sent RST at its close";
        }

        return ResetCause.Of(scene, life.Peer, state.At) is { } cause ? $"the peer sent RST: {cause}" : null;
    }
}
