namespace Patchbay.Observation;

/// <summary>A receive that waited: nothing had arrived, and what the peer did meanwhile.</summary>
static class BlockedReceive
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (!CallKinds.Receives(call) || call.Took < CallWords.Wait || call.MayBlock == false)
        {
            return null;
        }

        var end = call.At + call.Took;
        var outcome = call.Result == 0 ? ", until the peer sent its FIN" : call.Result is null ? ", to the end" : "";
        if (life.Peer is not { } peer)
        {
            return $"nothing arrived for {LifeSpan.Of(call.Took)}{outcome}";
        }

        if (Doing.BlockedIn(scene, peer, call.At, end) is { } other && CallKinds.Receives(other))
        {
            return $"nothing arrived for {LifeSpan.Of(call.Took)}{outcome}: both ends waited to receive, and neither can go on before the other sends";
        }

        var doing = Doing.Of(scene, peer, call.At, end);
        return $"nothing arrived for {LifeSpan.Of(call.Took)}{outcome}{(doing is null ? "" : $"; of the peer's program: {doing}")}";
    }
}
