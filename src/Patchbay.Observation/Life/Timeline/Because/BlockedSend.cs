namespace Patchbay.Observation;

/// <summary>A send that waited: the buffer was full, as the peer's was.</summary>
static class BlockedSend
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (!CallKinds.Sends(call) || call.Took < CallWords.Wait || call.MayBlock == false || call.Result is not > 0)
        {
            return null;
        }

        var reason = $"the send buffer was full{Unread(life, call.At)}";
        return Doing.Of(scene, life.Peer, call.At, call.At + call.Took) is { } doing ? $"{reason}; of the peer's program: {doing}" : reason;
    }

    /// <summary>What the peer had not read when the send began: its window was closed then.</summary>
    public static string Unread(SocketLife life, TimeSpan at) =>
        life.Peer is { } peer && ResetCause.Unread(peer, at) is > 0 and var unread ? $": the peer's program had not read {LifeSpan.Bytes(unread)}, so its kernel told no more room (zero window)" : "";
}
