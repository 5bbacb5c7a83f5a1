using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A call that failed as the connection was reset, and why it was.</summary>
static class ResetCall
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call)
    {
        if (call.Errno is not (Errno.ECONNRESET or Errno.EPIPE or Errno.ECONNABORTED))
        {
            return null;
        }

        var end = call.At + call.Took;
        if (call.Errno == Errno.EPIPE && life.Calls.Any(other => other is { Name: "shutdown", Result: 0, Flags: 1 or 2 } && other.At < call.At))
        {
            return "this end had shut down its sending direction itself";
        }

        var cause = ResetCause.Of(scene, life.Peer, end) is { } why ? $": {why}" : life.Peer is null ? "; what its program did is not recorded" : "";
        return call.Errno switch
        {
            Errno.EPIPE => $"the connection was over before this write{(cause.Length > 0 ? cause.Replace(": it", ": the peer", StringComparison.Ordinal) : "")}",
            Errno.ECONNABORTED => "the connection was ended from outside, or before it was accepted",
            _ => $"the peer sent RST{cause}",
        };
    }
}
