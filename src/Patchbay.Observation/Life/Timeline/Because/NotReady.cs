using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>EAGAIN: what a call that may not wait would have waited for.</summary>
static class NotReady
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (call.Errno != Errno.EAGAIN)
        {
            return null;
        }

        var waited = call.MayBlock == true && call.Took >= CallWords.Wait ? $"the time of SO_RCVTIMEO or SO_SNDTIMEO passed after {LifeSpan.Of(call.Took)}" : "the call may not wait";
        if (CallKinds.Accepts(call))
        {
            return $"no connection waits in the queue, and {waited}";
        }

        if (CallKinds.Receives(call))
        {
            return $"nothing has arrived that is not read, and {waited}";
        }

        return CallKinds.Sends(call) ? $"the send buffer is full{BlockedSend.Unread(life, call.At)}, and {waited}" : null;
    }
}
