using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>A close(2) that sends RST instead of FIN.</summary>
static class AbortiveClose
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (!CallKinds.Closes(call) || call.Result != 0 || !life.IsTcp || SentFin(life, call) || life.Name?.Remote is null)
        {
            return null;
        }

        if (ResetCause.LingersZero(life, call.At))
        {
            return "SO_LINGER is on with 0 s: RST instead of FIN, and what is not sent is thrown away";
        }

        return ResetCause.Unread(life, call.At) is > 0 and var unread ? $"{LifeSpan.Bytes(unread)} were not read: the kernel sends RST instead of FIN, and the peer may lose what it has not read yet" : null;
    }

    // Where the states were seen they know better: another process may hold the socket too.
    static bool SentFin(SocketLife life, CallEvent call) =>
        life.States.Any(state => state.At >= call.At && state.At <= call.At + call.Took + LifeTeller.Hold && state.To is TcpState.FinWait1 or TcpState.LastAck or TcpState.FinWait2);
}
