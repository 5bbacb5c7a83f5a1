using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>RSTs and repeated segments that the kernel told of.</summary>
static class KernelSteps
{
    public static string? Of(LifeScene scene, SocketLife life, KernelEvent one) => one.Step switch
    {
        KernelStep.Retransmitted => life.StateAt(one.At) is TcpState.SynSent or TcpState.SynReceived ? "no answer to the SYN came in time" : "no acknowledgement came in time",
        KernelStep.ResetSent => ResetCause.Of(scene, life, one.At),
        _ when life.StateAt(one.At) == TcpState.SynSent => $"nothing listens on {life.Target?.ToString() ?? "that port"}: that is how a SYN is refused",
        _ => ResetCause.Of(scene, life.Peer, one.At),
    };
}
