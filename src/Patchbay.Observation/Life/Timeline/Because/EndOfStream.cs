namespace Patchbay.Observation;

/// <summary>A receive of nothing: the peer's FIN.</summary>
static class EndOfStream
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (!CallKinds.Receives(call) || call.Result != 0 || call.Asked is null or 0)
        {
            return null;
        }

        var end = call.At + call.Took;
        var finish = life.Peer?.FinishedBefore(end);
        if (finish is not null)
        {
            return $"the peer called {finish.Name}() {LifeSpan.Of(end - finish.At)} before: its FIN is the end of what it sends";
        }

        return life.Peer is { } peer && scene.FindProgram(peer.HolderAt(end)) is { Ended: not null } program
            ? $"{program} ended, which closes its sockets: FIN" : "the peer sent FIN: it sends no more, though it may still receive";
    }
}
